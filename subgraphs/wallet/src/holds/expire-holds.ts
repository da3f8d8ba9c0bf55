import { query } from '@croupier/kit';
import type { WalletContext } from '../room.ts';

/** Releases withdrawals that nobody captured or released in time. Harmless to repeat and to run in several processes. */
export async function expireHolds(ctx: WalletContext): Promise<void> {
  const due = await query<{ user_id: string; scope: string; reference: string }>(
    ctx.em,
    `select user_id, scope, reference from hold
     where status = 'OPEN' and purpose = 'WITHDRAWAL' and expires_at <= now() order by expires_at limit 500`,
  );
  const commands = due.map(({ user_id: userId, scope, reference }) =>
    ctx.room.ledger.execute({
      scope,
      userId,
      deadlineAt: null,
      policy: null,
      operations: [{ kind: 'expire_hold', hold: reference }],
    }),
  );
  await Promise.all(commands);
}
