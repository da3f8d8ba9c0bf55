import {
  BadUserInput,
  type Connection,
  decodeCursor,
  encodeCursor,
  type PageArgs,
  pageOf,
  query,
  rowsToRead,
} from '@croupier/kit';
import { momentOf } from '../ledger/ids.ts';
import { storedEntry, type LogRow } from '../ledger/log.ts';
import { isUserId } from '../ledger/operation.ts';
import type { WalletContext } from '../room.ts';
import type { TransactionFilter } from './transaction.args.ts';
import { type Transaction, transactionOf, type TransactionStatus } from './transaction.type.ts';

const fromRow = (row: LogRow): Transaction => transactionOf(storedEntry(row));
type OfWallet = { userId: string; id: string };

/** A wallet's transactions, newest first. Refusals: BAD_USER_INPUT (page, cursor, NUL). */
export async function listTransactions(
  ctx: WalletContext,
  wallet: OfWallet,
  filter: TransactionFilter | null,
  page: PageArgs,
): Promise<Connection<Transaction>> {
  const limit = rowsToRead(page);
  const [before] = decodeCursor(page.after, 1) ?? [];
  if (before !== undefined && !/^[0-9]{1,18}$/.test(before))
    throw new BadUserInput('The cursor is not one of ours', { after: 'unknown cursor' });
  if (filter?.reference?.includes('\u0000'))
    throw new BadUserInput('No reference has a NUL', { reference: 'malformed' });
  const conditions: [string, unknown][] = [
    ['user_id = ?', wallet.userId],
    ['wallet_id = ?', wallet.id],
  ];
  if (before !== undefined) conditions.push(['version < ?', before]);
  if (filter?.kind) conditions.push(['kind = ?', filter.kind]);
  if (filter?.from) conditions.push(['created_at >= ?', filter.from]);
  if (filter?.to) conditions.push(['created_at < ?', filter.to]);
  if (filter?.reference)
    conditions.push([
      `regexp_replace(scope, '^(studio|psp|bookmaker):', '') || ':' || reference = ?`,
      filter.reference,
    ]);
  const rows = await query<LogRow>(
    ctx.em,
    `select * from transaction where ${conditions.map(([sql]) => sql).join(' and ')} order by version desc limit ?`,
    [...conditions.map(([, value]) => value), limit],
  );
  return pageOf(rows.map(fromRow), page, (transaction) => encodeCursor(transaction.version));
}

/** A transaction by its id alone, or null: the id's moment says where to look. */
export function transactionById(ctx: WalletContext, id: string): Promise<Transaction | null> {
  if (!isUserId(id)) return Promise.resolve(null);
  return ctx.loaders
    .get<string, Transaction>('transaction-by-id', async (ids) => {
      const moments = [...new Set(ids.map((each) => new Date(momentOf(each)).toISOString()))];
      const rows = await query<LogRow>(
        ctx.em,
        'select * from transaction where created_at = any(?::timestamptz[]) and transaction_id = any(?::uuid[]) and wallet_id is not null',
        [`{${moments.join(',')}}`, `{${ids.join(',')}}`],
      );
      return ids.map((each) => rows.filter((row) => row.transaction_id === each).map(fromRow)[0] ?? null);
    })
    .load(id);
}

/** Both transactions of an exchange, by the id of the first: they have one moment. */
export async function transactionsOfExchange(ctx: WalletContext, userId: string, id: string): Promise<Transaction[]> {
  const rows = await query<LogRow>(
    ctx.em,
    `select * from transaction where created_at = ? and user_id = ? and (transaction_id = ? or (related_transaction_id = ? and kind = 'EXCHANGE'))
     order by sequence`,
    [new Date(momentOf(id)), userId, id, id],
  );
  return rows.map(fromRow);
}

/** Whether a rollback took all of a transaction, or its rest, back; one query for all that a request shows. */
export async function statusOf(ctx: WalletContext, transaction: Transaction): Promise<TransactionStatus> {
  const reversed = await ctx.loaders
    .get<string, boolean>('reversed', async (keys) => {
      const [userIds, ids] = [0, 1].map((part) => [...new Set(keys.map((key) => key.split(' ')[part]!))]);
      const rows = await query<{ id: string }>(
        ctx.em,
        `select related_transaction_id as id from transaction
         where user_id = any(?::uuid[]) and related_transaction_id = any(?::uuid[]) and kind = 'ROLLBACK' and stake::json->'partial' is null`,
        [`{${userIds!.join(',')}}`, `{${ids!.join(',')}}`],
      );
      const found = new Set(rows.map((row) => row.id));
      return keys.map((key) => found.has(key.split(' ')[1]!));
    })
    .load(`${transaction.userId} ${transaction.id}`);
  return reversed ? 'REVERSED' : 'POSTED';
}

/** Versions `after` < version ≤ `upTo` of a wallet in order: what a push did not bring. */
export async function missedEntries(ctx: WalletContext, wallet: OfWallet, after: number, upTo: number) {
  const rows = await query<LogRow>(
    ctx.em,
    'select * from transaction where user_id = ? and wallet_id = ? and version > ? and version <= ? order by version limit 1000',
    [wallet.userId, wallet.id, after, upTo],
  );
  return rows.map(storedEntry);
}
