import { randomUUID } from 'node:crypto';
import { audited } from '@croupier/contracts';
import { inTransaction, NotFound, ProviderUnavailable, publish, query, userIdOf } from '@croupier/kit';
import type { GamesContext } from '../room.ts';
import { withoutNul } from '../without-nul.ts';
import { Provider } from './provider.entity.ts';

/**
 * Lets a provider's promotions through again after their cap of the day was reached (the day counts from zero), and the payouts that wait
 * above its cap: each is paid when the provider repeats it. Later ones wait again. Audited.
 * Throws NotFound, and ProviderUnavailable where the ledger does not answer; repeating it is harmless.
 */
export async function releaseProviderCap(ctx: GamesContext, input: { provider: string }): Promise<Provider> {
  return inTransaction(ctx, async (ctx) => {
    const name = withoutNul(input.provider);
    const provider = await ctx.em.findOne(Provider, { name });
    if (!provider) throw new NotFound('This provider');
    const actorId = userIdOf(ctx.identity)!;
    const released = await ctx.room.ledger.send({
      scope: `${provider.kind === 'STUDIO' ? 'studio' : 'bookmaker'}:${name}`,
      userId: actorId,
      policy: null,
      operations: [{ kind: 'release_cap' }],
    });
    if (released.status !== 'DONE') throw new ProviderUnavailable();
    const payouts = await query<{ reference: string; amount: string; currency: string }>(
      ctx.em,
      `update held_payout set released_at = ?, released_by = ? where provider = ? and released_at is null returning reference, amount, currency`,
      [ctx.now().toISOString(), actorId, name],
    );
    await publish(ctx, audited.games, {
      ...{ entryId: randomUUID(), actorId, action: 'release-provider-cap', objectType: 'Provider', objectId: name },
      ...{ reason: null, before: null, after: { payouts: payouts.slice(0, 100) }, at: ctx.now().toISOString() },
    });
    return provider;
  });
}
