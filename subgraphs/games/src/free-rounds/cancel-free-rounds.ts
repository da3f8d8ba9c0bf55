import { randomUUID } from 'node:crypto';
import { audited } from '@croupier/contracts';
import { inTransaction, NotFound, ProviderUnavailable, publish, userIdOf } from '@croupier/kit';
import { isUuid } from '../catalogue/is-uuid.ts';
import { dialectOf } from '../providers/index.ts';
import type { GamesContext } from '../room.ts';
import { FreeRounds } from './free-rounds.entity.ts';
import { FreeRoundsAreOver, StudioGivesNone } from './free-rounds.errors.ts';
import { toldOf } from './tell-studio.ts';

/**
 * Takes back the free rounds that are not played, at the studio and then in the ledger; what was won stays. Again: harmless. Audited.
 * Throws NotFound, FreeRoundsAreOver, StudioGivesNone (its address is gone), ProviderUnavailable (repeat it).
 */
export async function cancelFreeRounds(ctx: GamesContext, { id }: { id: string }): Promise<FreeRounds> {
  const grant = isUuid(id) ? await ctx.em.findOne(FreeRounds, { id }) : null;
  if (!grant) throw new NotFound('These free rounds');
  const status = grant.statusAt(ctx.now());
  if (status === 'CANCELLED') return grant;
  if (status === 'USED' || status === 'EXPIRED') throw new FreeRoundsAreOver();
  const studio = await ctx.room.studios.find(ctx, grant.providerName);
  const free = studio && dialectOf(studio).freeRounds;
  if (!studio || !free || studio.url === null) throw new StudioGivesNone(grant.providerName);
  await ctx.room.calls.repeatedly(studio, 'cancel-free-rounds', () => free.cancel(studio, toldOf(grant)));
  if (free.inBets) await endInLedger(ctx, grant);
  return inTransaction(ctx, async (ctx) => {
    const cancelled = await ctx.em.findOneOrFail(FreeRounds, { id });
    cancelled.cancelledAt ??= ctx.now();
    await publish(ctx, audited.games, {
      ...{ entryId: randomUUID(), actorId: userIdOf(ctx.identity)!, action: 'cancel-free-rounds', reason: null },
      ...{ objectType: 'FreeRounds', objectId: id, before: { status }, after: { status: 'CANCELLED' } },
      at: ctx.now().toISOString(),
    });
    return cancelled;
  });
}

async function endInLedger(ctx: GamesContext, { id, userId, providerName }: FreeRounds): Promise<void> {
  const result = await ctx.room.ledger.send({
    ...{ scope: `studio:${providerName}`, userId, policy: null },
    operations: [{ kind: 'end_free_rounds', grant: id }],
  });
  if (result.status === 'TRY_AGAIN') throw new ProviderUnavailable();
}
