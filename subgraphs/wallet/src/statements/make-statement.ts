import { alertRaised } from '@croupier/contracts';
import {
  BadUserInput,
  type Connection,
  decodeCursor,
  encodeCursor,
  inTransaction,
  moneyOf,
  type PageArgs,
  pageOf,
  publish,
  query,
  rowsToRead,
} from '@croupier/kit';
import { type EntityManager, IsolationLevel } from '@mikro-orm/postgresql';
import { type Transaction, type TransactionKind, transactionOf } from '../balances/transaction.type.ts';
import { storedEntry, type LogRow } from '../ledger/log.ts';
import type { WalletContext } from '../room.ts';
import { balanceBefore, type StatedWallet } from './balance-at.ts';
import { Statement, type StatementTotal, WalletBalance } from './statement.type.ts';

/** The stored balances are not what the postings say: a bug or somebody's hand. The operator is alerted, the asker gets no statement. */
export class StatementDoesNotBalance extends Error {}

/** A period is half open: a transaction belongs to it when `from` ≤ its moment < `to`. */
export interface Period {
  from: Date;
  to: Date;
}
/**
 * The versions after `opening` up to `closing`. Everything in a statement is asked by version, not by moment: versions have no holes and
 * no ties, so that opening, transactions and closing always meet, also where a clock was set back.
 */
interface Range {
  wallet: StatedWallet;
  opening: WalletBalance;
  closing: WalletBalance;
}

/**
 * A wallet's statement over a period of any length, all of it read from one snapshot. Refusals: BAD_USER_INPUT (period, page, cursor).
 * Throws StatementDoesNotBalance, and alerts, where postings, transactions and balances disagree (GLI-19: a statement reproduces the
 * balance from the entries).
 */
export async function makeStatement(
  ctx: WalletContext,
  wallet: StatedWallet,
  period: Period,
  page: PageArgs,
): Promise<Statement> {
  if (period.from >= period.to)
    throw new BadUserInput('A period ends after it began', { to: 'must be later than from' });
  rowsToRead(page); // refuses before anything is read
  const statement = await ctx.em.transactional(
    (em) => draw({ ...ctx, em: em as EntityManager }, wallet, period, page),
    {
      isolationLevel: IsolationLevel.REPEATABLE_READ,
      readOnly: true,
    },
  );
  const broken = whatIsBroken(statement);
  if (broken === null) return statement;
  await raiseAlert(ctx, wallet, statement, broken);
  throw new StatementDoesNotBalance(`wallet ${wallet.id}: ${broken}`);
}

async function draw(
  ctx: WalletContext,
  wallet: StatedWallet,
  { from, to }: Period,
  page: PageArgs,
): Promise<Statement> {
  const opening = await balanceBefore(ctx, wallet, from);
  const closing = await balanceBefore(ctx, wallet, to);
  const range = { wallet, opening, closing };
  return Object.assign(new Statement(), {
    ...{ from, to, opening, closing },
    recomputed: await recompute(ctx, range),
    totals: await totalsOf(ctx, range),
    transactions: await pageOfTransactions(ctx, range, page),
  });
}

const IN_RANGE = 'user_id = ? and wallet_id = ? and version > ? and version <= ?';
const rangeParameters = ({ wallet, opening, closing }: Range, after = opening.version) => [
  wallet.userId,
  wallet.id,
  after,
  closing.version,
];

async function recompute(ctx: WalletContext, range: Range): Promise<WalletBalance> {
  const rows = await query<{ account: string; minor: string }>(
    ctx.em,
    `select p.account, sum(p.minor)::text as minor from transaction t
     join posting p on p.user_id = t.user_id and p.transaction_id = t.transaction_id and p.created_at = t.created_at
     where ${IN_RANGE.replaceAll(/(user_id|wallet_id|version)/g, 't.$1')} and p.account in ('REAL', 'BONUS', 'LOCKED') group by 1`,
    rangeParameters(range),
  );
  const moved = (account: string) => BigInt(rows.find((row) => row.account === account)?.minor ?? 0);
  const { opening, closing } = range;
  return Object.assign(new WalletBalance(), {
    ...closing,
    realMinor: opening.realMinor + moved('REAL'),
    bonusMinor: opening.bonusMinor + moved('BONUS'),
    lockedMinor: opening.lockedMinor + moved('LOCKED'),
  });
}

async function totalsOf(ctx: WalletContext, range: Range): Promise<StatementTotal[]> {
  const rows = await query<Record<'kind' | 'count' | 'amount' | 'real' | 'bonus' | 'locked', string>>(
    ctx.em,
    `select kind, count(*)::text as count, sum(amount_minor)::text as amount, sum(real_change)::text as real,
       sum(bonus_change)::text as bonus, sum(locked_change)::text as locked
     from transaction where ${IN_RANGE} group by kind order by kind`,
    rangeParameters(range),
  );
  const money = (minor: string) => moneyOf(BigInt(minor), range.wallet.currency);
  return rows.map((row) => ({
    kind: row.kind as TransactionKind,
    count: Number(row.count),
    amount: money(row.amount),
    real: money(row.real),
    bonus: money(row.bonus),
    locked: money(row.locked),
  }));
}

async function pageOfTransactions(ctx: WalletContext, range: Range, page: PageArgs): Promise<Connection<Transaction>> {
  const [after] = decodeCursor(page.after, 1) ?? [String(range.opening.version)];
  if (!/^[0-9]{1,18}$/.test(after!))
    throw new BadUserInput('The cursor is not one of ours', { after: 'unknown cursor' });
  const rows = await query<LogRow>(ctx.em, `select * from transaction where ${IN_RANGE} order by version limit ?`, [
    ...rangeParameters(range, Math.max(Number(after), range.opening.version)),
    rowsToRead(page),
  ]);
  return pageOf(
    rows.map((row) => transactionOf(storedEntry(row))),
    page,
    (transaction) => encodeCursor(transaction.version),
    range.closing.version - range.opening.version,
  );
}

/** What does not agree in a statement, as a sentence for the operator; null where everything does. */
function whatIsBroken({ opening, closing, recomputed, totals }: Statement): string | null {
  for (const bucket of ['realMinor', 'bonusMinor', 'lockedMinor'] as const)
    if (recomputed[bucket] !== closing[bucket])
      return `postings make ${bucket} ${recomputed[bucket]}, the last transaction says ${closing[bucket]}`;
  const count = totals.reduce((sum, total) => sum + total.count, 0);
  const versions = closing.version - opening.version;
  return count === versions ? null : `${versions} versions and ${count} transactions`;
}

function raiseAlert(ctx: WalletContext, wallet: StatedWallet, statement: Statement, broken: string): Promise<void> {
  const { opening, closing } = statement;
  return inTransaction(ctx, (ctx) =>
    publish(ctx, alertRaised.wallet, {
      // The same finding is the same alert, however often somebody asks.
      alertId: `statement:${wallet.id}:${opening.version}-${closing.version}`,
      kind: 'STATEMENT_DOES_NOT_BALANCE',
      severity: 'CRITICAL',
      message: `Versions ${opening.version} to ${closing.version} of wallet ${wallet.id}: ${broken}`,
      userId: wallet.userId,
      subjectId: wallet.id,
      at: ctx.now().toISOString(),
    }),
  );
}
