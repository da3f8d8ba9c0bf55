/** What may move for a player: status and until when, limits per calendar period in the player's time zone. */
import { type Operation, parseAmount, type PlayerStatusName, type Refusal } from '@croupier/contracts';
import { dayOf } from '../rates.ts';
import type { Counted, GateRow, HistoryRow, Limit, LimitKind, LimitPeriod } from '../rows.ts';
import type { Judging } from './post.ts';
import { done, refused, replayed, type Verdict } from './verdict.ts';

const LONGEST_GAP_MS = 5 * 60_000;

/** The status now: a cooling-off or exclusion ends by itself at `until`. */
export function statusAt(gate: GateRow, now: number): PlayerStatusName {
  return gate.until !== null && gate.until <= now ? 'ACTIVE' : gate.status;
}

/** Whether a stake may be placed. Studios know one word for blocked, excluded and cooling off. */
export function mayPlay(gate: GateRow, now: number): Refusal | null {
  return statusAt(gate, now) === 'ACTIVE' ? null : 'PLAYER_BLOCKED';
}

/** Whether money may come in or a bonus be granted. */
export function mayReceive(gate: GateRow, now: number): Refusal | null {
  const status = statusAt(gate, now);
  if (status === 'ACTIVE') return null;
  return status === 'SELF_EXCLUDED' || status === 'COOLING_OFF' ? 'SELF_EXCLUDED' : 'PLAYER_BLOCKED';
}

const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(timeZone: string): Intl.DateTimeFormat {
  let clock = clocks.get(timeZone);
  if (!clock) {
    try {
      clock = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
    } catch {
      clock = clockOf('UTC');
    }
    clocks.set(timeZone, clock);
  }
  return clock;
}

/** The first day (YYYY-MM-DD) of the calendar period around `now` in that time zone. Weeks begin on Monday. */
export function periodStart(period: LimitPeriod, timeZone: string, now: number): string {
  const today = clockOf(timeZone).format(now);
  if (period === 'DAY') return today;
  if (period === 'MONTH') return `${today.slice(0, 8)}01`;
  const date = new Date(`${today}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7));
  return dayOf(date.getTime());
}

/** What an amount adds to the counters of the player's limits of these kinds. */
export function countedFor(
  judging: Judging,
  gate: GateRow,
  kinds: LimitKind[],
  minor: bigint,
  currency: string,
): Counted[] {
  return gate.limits
    .filter((limit) => kinds.includes(limit.kind) && limit.currency !== null)
    .map((limit) => ({
      kind: limit.kind,
      period: limit.period,
      periodStart: periodStart(limit.period, gate.timeZone, judging.draft.now),
      currency: limit.currency!,
      minor: judging.rates.convert(minor, currency, limit.currency!, dayOf(judging.draft.now)),
    }));
}

/** Adds (or takes back, with `sign` -1) exactly what was counted. */
export function count({ draft, userId }: Judging, counted: Counted[], sign: 1n | -1n): void {
  for (const each of counted) {
    const present = draft.get('counter', userId, each.kind, each.period, each.periodStart, each.currency)?.minor ?? 0n;
    draft.put('counter', { ...each, userId, minor: present + sign * each.minor });
  }
}

/** Whether counting this would go beyond a money limit. */
export function exceeds({ draft, userId }: Judging, gate: GateRow, counted: Counted[]): boolean {
  return counted.some((each) => {
    const limit = gate.limits.find(
      (other) => other.kind === each.kind && other.period === each.period && other.currency === each.currency,
    );
    if (!limit?.amount) return false;
    const present = draft.get('counter', userId, each.kind, each.period, each.periodStart, each.currency)?.minor ?? 0n;
    return present + each.minor > parseAmount(limit.amount, each.currency);
  });
}

/**
 * Judges a stake's SESSION_TIME limits and counts the time since the last bet, at most five minutes.
 * Answers false where a limit is used up. A stake that does not stay (`counts` false) is judged and adds no time.
 */
export function passesSessionTime(judging: Judging, gate: GateRow, counts = true): boolean {
  const limits = gate.limits.filter(
    (limit): limit is Limit & { minutes: number } => limit.kind === 'SESSION_TIME' && limit.minutes !== null,
  );
  if (limits.length === 0) return true;
  const { draft, userId } = judging;
  const gapMs = gate.lastBetAt === null ? 0 : Math.min(draft.now - gate.lastBetAt, LONGEST_GAP_MS);
  const counted = limits.map((limit): Counted => ({
    kind: 'SESSION_TIME',
    period: limit.period,
    periodStart: periodStart(limit.period, gate.timeZone, draft.now),
    currency: '',
    minor: BigInt(Math.max(0, Math.round(gapMs / 1000))),
  }));
  const usedUp = counted.some((each, index) => {
    const present = draft.get('counter', userId, each.kind, each.period, each.periodStart, '')?.minor ?? 0n;
    return present + each.minor >= BigInt(limits[index]!.minutes) * 60n;
  });
  if (usedUp) return false;
  if (!counts) return true;
  count(judging, counted, 1n);
  draft.put('gate', { ...gate, lastBetAt: draft.now });
  return true;
}

/** A numbered change of the gate; a lower or equal number changes nothing. */
export function setGate(judging: Judging, operation: Extract<Operation, { kind: 'set_gate' }>): Verdict {
  const { draft, userId } = judging;
  const present = draft.get('gate', userId);
  if (present && present.number >= operation.number) return replayed(null, null);
  countHistory(judging, operation, present);
  draft.put('gate', {
    userId,
    number: operation.number,
    status: operation.status,
    until: operation.until === null ? null : Date.parse(operation.until),
    timeZone: operation.timeZone,
    limits: operation.limits,
    lastBetAt: present?.lastBetAt ?? null,
    changedAt: draft.now,
  });
  return done(null, null);
}

/** A limit that is new, or whose calendar moved, counts what its present period has seen before. */
function countHistory(
  { draft, rates, userId }: Judging,
  gate: Extract<Operation, { kind: 'set_gate' }>,
  before: GateRow | undefined,
): void {
  const known = (limit: Limit) =>
    before?.timeZone === gate.timeZone &&
    before.limits.some(
      (old) => old.kind === limit.kind && old.period === limit.period && old.currency === limit.currency,
    );
  for (const limit of gate.limits.filter((each) => each.currency !== null && !known(each))) {
    const currency = limit.currency!;
    const start = periodStart(limit.period, gate.timeZone, draft.now);
    const counted = draft
      .filter('history', (row) => row.userId === userId && periodStart(limit.period, gate.timeZone, row.at) === start)
      .reduce((sum, row) => sum + rates.convert(countsFor(limit.kind, row), row.currency, currency, dayOf(row.at)), 0n);
    draft.put('counter', {
      userId,
      kind: limit.kind,
      period: limit.period,
      periodStart: start,
      currency,
      minor: counted,
    });
  }
}

/** What an old movement adds to a limit of this kind, as the judge would have counted it then. */
function countsFor(kind: LimitKind, row: HistoryRow): bigint {
  if (kind === 'DEPOSIT') return row.kind === 'DEPOSIT' ? row.amount : 0n;
  const bookmaker = row.purpose === 'BOOKMAKER_BET';
  const staked = row.kind === 'BET' || (bookmaker && row.kind === 'HOLD') ? row.amount : 0n;
  const returned = row.kind === 'ROLLBACK' || (bookmaker && row.kind === 'RELEASE') ? row.amount : 0n;
  if (kind === 'WAGER') return staked - returned;
  const paid = row.kind === 'WIN' ? row.amount : row.kind === 'RESETTLEMENT' ? row.change : 0n;
  return kind === 'LOSS' ? staked - returned - paid : 0n;
}

/** Opens a wallet; repeating it is harmless. It needs no gate: the event that opens the first one may be the faster. */
export function openWallet({ draft, userId }: Judging, currency: string): Verdict {
  if (draft.get('wallet', userId, currency)) return replayed(null, currency);
  draft.put('wallet', {
    userId,
    id: draft.newId(),
    currency,
    real: 0n,
    bonus: 0n,
    locked: 0n,
    version: 0,
    createdAt: draft.now,
  });
  return done(null, currency);
}

export const unknownPlayer = (): Verdict => refused('UNKNOWN_PLAYER', null);
