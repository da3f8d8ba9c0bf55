/** Second round trip of a batch: writes everything that its accepted commands changed, chains it, and COMMIT. */
import { arrayText } from '@croupier/kit';
import { bigintsAsText, claimLine, hashOfBatch, inClaimOrder, transactionLine, unescaped } from './chain.ts';
import type { BetRow, WalletRow } from './rows.ts';
import type { State, TableName } from './state.ts';
import { BOOKS, type WriteName } from './statements.ts';
import type { Call } from './train.ts';

const UPSERTS: [TableName, WriteName][] = [
  ['gate', 'put_gates'],
  ['counter', 'put_counters'],
  ['closedRound', 'put_closed_rounds'],
  ['hold', 'put_holds'],
  ['reservation', 'put_reservations'],
  ['chargeback', 'put_chargebacks'],
  ['bonus', 'put_bonuses'],
  ['cap', 'put_caps'],
];

/** What brings a changed state to the database, in order. `committedAt` is the batch's moment. */
export function writesOf(state: State, committedAt: number): Call[] {
  const calls: Call[] = [];
  const execute: Execute = (name, ...values) => calls.push({ name, values });
  writeBooks(state, committedAt, calls, execute);
  writeWallets(state, execute);
  writeOutcomes(state, execute);
  for (const [table, name] of UPSERTS) {
    const changes = state.changes(table);
    if (changes.length > 0) execute(name, bigintsAsText(changes.map(({ row }) => row)));
  }
  if (state.alerts.length > 0) {
    execute('put_alerts', bigintsAsText(state.alerts));
    execute('wake_outbox');
  }
  return calls;
}

/** Up to how many lines INSERT is cheaper than COPY. */
const FEW = 4;
const linesOf = (lines: string): string[] => lines.split('\n').slice(0, -1);
/** A line of COPY as values: what was hashed is what is written. */
const valuesOf = (line: string) => line.split('\t').map((field) => (field === '\\N' ? null : unescaped(field)));

type Execute = (name: string, ...values: string[]) => void;

/** Claims, transactions, the batch that they make up, and the lane's head. */
function writeBooks(state: State, committedAt: number, calls: Call[], execute: Execute): void {
  const { lane, transactions } = state;
  const claims = state
    .changes('claim')
    .map(({ row }) => row)
    .sort(inClaimOrder);
  if (claims.length === 0 && transactions.length === 0) return;
  const batch = state.batch + 1;
  let claimLines = '';
  for (const claim of claims) claimLines += claimLine(claim, lane, batch);
  let transactionLines = '';
  for (const transaction of transactions) transactionLines += transactionLine(transaction);
  const hash = hashOfBatch(state.batchHash, lane, batch, transactionLines, claimLines);
  const put = ({ copy, row }: (typeof BOOKS)[keyof typeof BOOKS], count: number, lines: string) => {
    if (count > FEW) calls.push({ name: copy, values: [], lines });
    else for (const line of linesOf(lines)) calls.push({ name: row, values: valuesOf(line) });
  };
  put(BOOKS.claims, claims.length, claimLines);
  put(BOOKS.transactions, transactions.length, transactionLines);
  const first = state.sequence - transactions.length + 1;
  execute(
    'put_batch',
    `${lane}`,
    `${batch}`,
    `${first}`,
    `${state.sequence}`,
    `${claims.length}`,
    `${committedAt}`,
    hash,
  );
}

function writeWallets(state: State, execute: Execute): void {
  const fresh: WalletRow[] = [];
  const moved: WalletRow[] = [];
  const before: number[] = [];
  for (const change of state.changes('wallet')) {
    if (!change.before) fresh.push(change.row);
    else {
      moved.push(change.row);
      before.push(change.before.version);
    }
  }
  if (fresh.length > 0) execute('put_wallets', bigintsAsText(fresh));
  if (moved.length === 0) return;
  const column = (of: (wallet: WalletRow) => string | number | bigint) => arrayText(moved.map(of));
  execute(
    'move_wallets',
    column((wallet) => wallet.userId),
    column((wallet) => wallet.currency),
    column((wallet) => wallet.real),
    column((wallet) => wallet.bonus),
    column((wallet) => wallet.locked),
    column((wallet) => wallet.version),
    arrayText(before),
  );
}

/** A bet that was just placed stands in its transaction; only what came to it afterwards has a row. */
function writeOutcomes(state: State, execute: Execute): void {
  const bets: BetRow[] = [];
  for (const { row } of state.changes('bet')) if (row.wins > 0 || row.status !== 'OPEN' || row.partly) bets.push(row);
  if (bets.length === 0) return;
  const column = (of: (bet: BetRow) => string | number | null) => arrayText(bets.map(of));
  execute(
    'put_bet_outcomes',
    column((bet) => bet.userId),
    column((bet) => bet.transactionId),
    column((bet) => bet.wins),
    column((bet) => bet.rollbackTransactionId),
    column((bet) => (bet.partly ? restText(bet) : null)),
  );
}

const restText = ({ real, bonus, parts, grantId, counted, wagered, jackpot }: BetRow): string =>
  bigintsAsText({ real, bonus, parts, grantId, counted, wagered, jackpot });
