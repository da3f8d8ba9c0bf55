import { NotFound, query } from '@croupier/kit';
import { isUserId } from '../ledger/operation.ts';
import { requireDone } from '../ledger/require-done.ts';
import type { WalletContext } from '../room.ts';
import type { Bonus } from './bonus.type.ts';
import { auditBonus } from './grant-bonus.ts';

/** Ends a bonus; what is left of it returns to the house. Repeating it is harmless. Refusals: NOT_FOUND, CONFLICT (ended otherwise). */
export async function forfeitBonus(ctx: WalletContext, id: string): Promise<Bonus> {
  const [row] = isUserId(id)
    ? await query<{ user_id: string }>(ctx.em, 'select user_id from bonus where id = ?', [id])
    : [];
  if (!row) throw new NotFound('Bonus');
  const operations = [{ kind: 'end_bonus' as const, bonus: id, status: 'FORFEITED' as const }];
  requireDone(
    await ctx.room.ledger.execute({ scope: 'bonus', userId: row.user_id, deadlineAt: null, policy: null, operations }),
  );
  return auditBonus(ctx, id, 'forfeit-bonus');
}
