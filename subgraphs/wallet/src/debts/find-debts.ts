import {
  BadUserInput,
  type Connection,
  decodeCursor,
  encodeCursor,
  moneyOf,
  type MoneyType,
  type PageArgs,
  pageOf,
  query,
  rowsToRead,
} from '@croupier/kit';
import type { Wallet } from '../accounts/wallet.type.ts';
import { isUserId } from '../ledger/operation.ts';
import type { WalletContext } from '../room.ts';
import { type Debt, debtOf, type DebtRecord } from './debt.type.ts';

const NOBODY = '00000000-0000-0000-0000-000000000000';

/** What is owed of a wallet: the sum, and at most 100 debts. One query for all wallets that a request shows. */
export async function debtsOf(
  ctx: WalletContext,
  { userId, currency }: Wallet,
): Promise<{ total: MoneyType; debts: Debt[] }> {
  const loader = ctx.loaders.get<string, { total: MoneyType; debts: Debt[] }>('debts-of-wallet', async (keys) => {
    const userIds = [...new Set(keys.map((key) => key.split(' ')[0]!))];
    const rows = await query<DebtRecord & { total: string }>(
      ctx.em,
      `select * from (select *, sum(debt_minor) over wallet as total, row_number() over (wallet order by id) as place from debt
         where user_id = any(?::uuid[]) window wallet as (partition by user_id, currency)) owed where place <= 100 order by place`,
      [`{${userIds.join(',')}}`],
    );
    return keys.map((key) => {
      const own = rows.filter((row) => `${row.user_id} ${row.currency}` === key);
      return { total: moneyOf(BigInt(own[0]?.total ?? 0), key.split(' ')[1]!), debts: own.map(debtOf) };
    });
  });
  return (await loader.load(`${userId} ${currency}`))!;
}

/** Debts of players, by player. Refusals: BAD_USER_INPUT (page, cursor). */
export async function listDebts(ctx: WalletContext, userId: string | null, page: PageArgs): Promise<Connection<Debt>> {
  const limit = rowsToRead(page);
  const after = decodeCursor(page.after, 2) ?? [NOBODY, NOBODY];
  if (!after.every(isUserId)) throw new BadUserInput('The cursor is not one of ours', { after: 'unknown cursor' });
  if (userId !== null && !isUserId(userId)) return pageOf([], page, () => '');
  const rows = await query<DebtRecord>(
    ctx.em,
    `select * from debt where (user_id, id) > (?, ?) and (?::uuid is null or user_id = ?) order by user_id, id limit ?`,
    [...after, userId, userId, limit],
  );
  return pageOf(rows.map(debtOf), page, (debt) => encodeCursor(debt.userId, debt.id));
}
