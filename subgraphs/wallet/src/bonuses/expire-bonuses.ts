import { query } from '@croupier/kit';
import type { WalletContext } from '../room.ts';

/** Ends bonuses whose time is over; what is left of them returns to the house. Harmless to repeat and to run in several processes. */
export async function expireBonuses(ctx: WalletContext): Promise<void> {
  const due = await query<{ id: string; user_id: string }>(
    ctx.em,
    `select id, user_id from bonus where (status = 'ACTIVE' or (status = 'USED' and balance_minor > 0)) and expires_at <= now() order by expires_at limit 500`,
  );
  const commands = due.map(({ id, user_id: userId }) =>
    ctx.room.ledger.execute({
      scope: 'bonus',
      userId,
      deadlineAt: null,
      policy: null,
      operations: [{ kind: 'end_bonus', bonus: id, status: 'EXPIRED' }],
    }),
  );
  await Promise.all(commands);
}
