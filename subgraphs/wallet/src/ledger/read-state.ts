/** First round trip of a batch: locks the lane's head, then reads every row that its commands may need. */
import type pg from 'pg';
import { stakeOf } from './chain.ts';
import { chargebackOf, depositOf } from './chargeback-rows.ts';
import { literal } from './literal.ts';
import { isUserId, type LedgerCommand } from './operation.ts';
import { dayOf } from './rates.ts';
import { keysOf } from './read-keys.ts';
import type { BonusPart, BonusTerms, Counted, Limit } from './rows.ts';
import { LOCK_LANE, type ReadName } from './statements.ts';
import { State, type TableName, type Tables } from './state.ts';

/** Reads the world of a batch under the lane's lock. The transaction stays open: write-state ends it. */
export async function readState(
  client: pg.Client,
  lane: number,
  commands: LedgerCommand[],
  now: number,
): Promise<State> {
  const users = [...new Set(commands.map((command) => command.userId).filter(isUserId))];
  const reads: [ReadName, string[]][] = keysOf(commands, now);
  const list = `{${users.join(',')}}`;
  // A month and the width of the time zones: every period that is open anywhere.
  const oldestPeriod = dayOf(now - 33 * 86_400_000);
  if (users.length > 0) reads.push(['players', [list]], ['bonuses', [list]], ['counters', [list, oldestPeriod]]);
  const limited = commands.filter(
    ({ userId, operations }) =>
      isUserId(userId) && operations.some((each) => each.kind === 'set_gate' && each.limits.length > 0),
  );
  if (limited.length > 0)
    reads.push(['history', [`{${[...new Set(limited.map((command) => command.userId))].join(',')}}`, oldestPeriod]]);
  const call = ([read, keys]: [ReadName, string[]]) => `execute ${read}(${keys.map((key) => literal(key)).join(', ')})`;
  const text = [`begin`, `execute ${LOCK_LANE}(${lane})`, ...reads.map(call)].join(';');
  const results = (await client.query(text)) as unknown as pg.QueryResult[];
  const head = results[1]!.rows[0] as
    { sequence: string; moment: string; batch: string; batch_hash: string } | undefined;
  if (!head) throw new Error(`lane ${lane} does not exist`);
  const state = new State(lane, Number(head.sequence), Number(head.moment), Number(head.batch), head.batch_hash);
  reads.forEach(([read], index) => {
    const { rows } = results[index + 2]!;
    if (read === 'claims' || read === 'claim') return rows.forEach((row) => loadClaim(state, row));
    if (read === 'players') return rows.forEach((row) => loadPlayer(state, row));
    const load = LOAD[read];
    if (load) for (const row of rows) state.load(load[0], load[1](row) as never);
  });
  return state;
}

/* eslint-disable @typescript-eslint/no-explicit-any -- rows of the driver, named in statements.ts */
type Row = any;
const ms = (date: Date | null): number | null => (date === null ? null : date.getTime());
const owned = (row: Row) => ({ userId: row.user_id, scope: row.scope, reference: row.reference });
const minors = <T extends { minor: bigint }>(list: { minor: string }[]): T[] =>
  list.map((each) => ({ ...each, minor: BigInt(each.minor) })) as unknown as T[];
const loads = <T extends TableName>(table: T, from: (row: Row) => Tables[T]): [TableName, (row: Row) => unknown] => [
  table,
  from,
];

const minorOrNull = (minor: string | null): bigint | null => (minor === null ? null : BigInt(minor));
const bonusTermsOf = (terms: Row): BonusTerms | null =>
  terms && {
    ...terms,
    mostBet: minorOrNull(terms.mostBet),
    mostConversion: minorOrNull(terms.mostConversion),
    deposit: BigInt(terms.deposit),
  };

/** What a bet was taken from and counts for: as it was placed, or the rest where a part of it was given back. */
function takenOf({ real_change, bonus_change, stake, rest }: Row) {
  const { parts, grantId, counted, wagered, jackpot } = stakeOf(rest ?? stake);
  const record = { parts, grantId, counted, wagered, jackpot, partly: rest !== null };
  if (rest === null) return { real: -BigInt(real_change), bonus: -BigInt(bonus_change), ...record };
  const { real, bonus } = JSON.parse(rest) as { real: string; bonus: string };
  return { real: BigInt(real), bonus: BigInt(bonus), ...record };
}

const betOf = (row: Row) => {
  return {
    ...owned(row),
    transactionId: row.transaction_id,
    roundId: row.round_id,
    gameId: row.game_id,
    currency: row.currency,
    ...takenOf(row),
    status: row.rollback_transaction_id === null ? ('OPEN' as const) : ('ROLLED_BACK' as const),
    wins: row.wins ?? 0,
    rollbackTransactionId: row.rollback_transaction_id,
    placedAt: Number(row.created_at),
  };
};

function loadClaim(state: State, row: Row): void {
  state.load('claim', {
    scope: row.claim_scope,
    reference: row.claim_reference,
    kind: row.kind,
    userId: row.claim_user_id,
    hash: row.hash,
    transactionId: row.claim_transaction_id,
    createdAt: Number(row.claimed_at),
  });
  if (row.transaction_id !== null) state.load('bet', betOf(row));
}

const moment = (text: string | null): number | null => (text === null ? null : Number(text));
const NO_LIMITS: Limit[] = [];

function loadPlayer(state: State, row: Row): void {
  if (row.number !== null)
    state.load('gate', {
      userId: row.user_id,
      number: row.number,
      status: row.status,
      until: moment(row.until),
      timeZone: row.time_zone,
      limits: row.limits === '[]' ? NO_LIMITS : (JSON.parse(row.limits) as Limit[]),
      lastBetAt: moment(row.last_bet_at),
      changedAt: Number(row.changed_at),
    });
  if (row.id !== null)
    state.load('wallet', {
      userId: row.user_id,
      id: row.id,
      currency: row.currency,
      real: BigInt(row.real_minor),
      bonus: BigInt(row.bonus_minor),
      locked: BigInt(row.locked_minor),
      version: Number(row.version),
      createdAt: Number(row.created_at),
    });
}

const LOAD: { [R in ReadName]?: [TableName, (row: Row) => unknown] } = {
  bonuses: loads('bonus', (row) => ({
    userId: row.user_id,
    id: row.id,
    currency: row.currency,
    kind: row.kind,
    status: row.status,
    granted: BigInt(row.granted_minor),
    balance: BigInt(row.balance_minor),
    rounds: row.rounds,
    roundsLeft: row.rounds_left,
    gameCode: row.game_code,
    stake: row.stake_minor === null ? null : BigInt(row.stake_minor),
    wageringMultiple: row.wagering_multiple,
    wageringRequired: BigInt(row.wagering_required_minor),
    wageringDone: BigInt(row.wagering_done_minor),
    terms: bonusTermsOf(row.terms),
    converted: BigInt(row.converted_minor),
    keptBack: BigInt(row.kept_back_minor),
    debt: BigInt(row.debt_minor),
    expiresAt: ms(row.expires_at),
    createdAt: ms(row.created_at)!,
  })),
  counters: loads('counter', (row) => ({
    userId: row.user_id,
    kind: row.kind,
    period: row.period,
    periodStart: row.period_start,
    currency: row.currency,
    minor: BigInt(row.minor),
  })),
  history: loads('history', (row) => ({
    userId: row.user_id,
    kind: row.kind,
    purpose: row.purpose,
    currency: row.currency,
    at: Number(row.at),
    amount: BigInt(row.amount),
    change: BigInt(row.change),
  })),
  round_bets: loads('bet', betOf),
  wins: loads('win', (row) => {
    const { parts, counted, jackpot } = stakeOf(row.stake);
    return {
      userId: row.user_id,
      transactionId: row.transaction_id,
      betTransactionId: row.related_transaction_id,
      sequence: Number(row.sequence),
      payout: BigInt(row.amount_minor),
      real: BigInt(row.real_change),
      bonus: BigInt(row.bonus_change),
      ...{ parts, counted, jackpot },
    };
  }),
  answers: loads('answer', (row) => ({
    userId: row.user_id,
    transactionId: row.transaction_id,
    wallet: stakeOf(row.stake).answered,
  })),
  closed_rounds: loads('closedRound', (row) => ({
    userId: row.user_id,
    scope: row.scope,
    roundId: row.round_id,
    closedAt: Number(row.closed_at),
  })),
  holds: loads('hold', (row) => ({
    ...owned(row),
    transactionId: row.transaction_id,
    lastTransactionId: row.last_transaction_id,
    purpose: row.purpose,
    currency: row.currency,
    amount: BigInt(row.amount_minor),
    status: row.status,
    roundId: row.round_id,
    selection: row.selection,
    odds: row.odds,
    outcome: row.outcome,
    payout: BigInt(row.payout_minor),
    net: BigInt(row.net_minor),
    debt: BigInt(row.debt_minor),
    counted: minors<Counted>(row.counted),
    wagered: minors<BonusPart>(row.wagered),
    placedAt: ms(row.placed_at)!,
    expiresAt: ms(row.expires_at),
  })),
  reservations: loads('reservation', (row) => ({
    ...owned(row),
    currency: row.currency,
    amount: BigInt(row.amount_minor),
    status: row.status,
    counted: minors<Counted>(row.counted),
    createdAt: ms(row.created_at)!,
  })),
  deposits: loads('deposit', depositOf),
  chargebacks: loads('chargeback', chargebackOf),
  caps: loads('cap', (row) => ({ scope: row.scope, day: row.day, eur: BigInt(row.eur_minor), alerted: row.alerted })),
};
