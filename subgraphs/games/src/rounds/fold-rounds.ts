import { parseSignedAmount, type LedgerEntry } from '@croupier/contracts';
import { JACKPOT_DIGITS } from '../providers/jackpot.ts';
import type { BetStatus } from './bet.entity.ts';
import type { RoundStatus } from './round.entity.ts';
import { providerOf } from './studio-scope.ts';
import { stableId } from './stable-id.ts';

export interface RoundState {
  id: string;
  provider: string;
  user_id: string;
  reference: string;
  game_code: string | null;
  currency: string;
  status: RoundStatus;
  staked_minor: bigint;
  paid_minor: bigint;
  jackpot_contribution_pico: bigint;
  jackpot_paid_pico: bigint;
  opened_at: string;
  ended_at: string | null;
  closed_at: string | null;
}

export interface BetState {
  id: string;
  round_id: string;
  provider: string;
  reference: string;
  currency: string;
  amount_minor: bigint;
  paid_minor: bigint;
  jackpot_contribution_pico: bigint;
  jackpot_paid_pico: bigint;
  status: BetStatus;
  placed_at: string;
  settled_at: string | null;
}

/** Rounds by id, and their bets by id and by their round: all bets of every round that is here. */
export class Rounds {
  readonly rounds = new Map<string, RoundState>();
  readonly bets = new Map<string, BetState>();
  readonly #betsOfRound = new Map<string, BetState[]>();

  addBet(bet: BetState): void {
    this.bets.set(bet.id, bet);
    const others = this.#betsOfRound.get(bet.round_id);
    if (others) others.push(bet);
    else this.#betsOfRound.set(bet.round_id, [bet]);
  }

  betsOf(round: RoundState): BetState[] {
    return this.#betsOfRound.get(round.id) ?? [];
  }
}

/** In 10^-12 of the currency. */
function jackpotOf({ jackpot = '0' }: LedgerEntry): bigint {
  const [whole = '', fraction = ''] = jackpot.split('.');
  return BigInt(whole + fraction.slice(0, JACKPOT_DIGITS).padEnd(JACKPOT_DIGITS, '0'));
}

/** The round that an entry names; studios' round ids are per player. null: it names none. */
export const roundIdOf = (entry: LedgerEntry): string | null =>
  entry.roundId === null ? null : stableId('round', providerOf(entry), entry.userId, entry.roundId);

/** The bet that an entry is about; studios' ids may be per player. null: none, or the round as a whole. */
export function betIdOf(entry: LedgerEntry): string | null {
  const reference = entry.betReference ?? (entry.kind === 'BET' ? entry.reference : null);
  return reference === null ? null : stableId('bet', providerOf(entry), entry.userId, reference);
}

/** Takes one entry of the ledger's log into the rounds. Pure; entries must come in the log's order. */
export function foldEntry(state: Rounds, entry: LedgerEntry): void {
  const betId = betIdOf(entry);
  const bet = betId === null ? undefined : state.bets.get(betId);
  const roundId = roundIdOf(entry) ?? bet?.round_id ?? null;
  if (roundId === null) return;
  if (entry.kind === 'BET' && betId !== null && !bet) placeBet(state, entry, roundId, betId);
  const round = state.rounds.get(roundId);
  if (!round) return; // a promotion outside of any round, or a tombstone
  if (entry.kind === 'WIN') payRound(state, entry, round, bet);
  if (entry.kind === 'ROLLBACK' && bet && bet.status !== 'ROLLED_BACK') takeBack(entry, round, bet);
  if (entry.kind === 'ROUND_CLOSED') round.closed_at ??= entry.at;
  judgeStatus(state, round, entry.at);
}

function placeBet(state: Rounds, entry: LedgerEntry, roundId: string, betId: string): void {
  const provider = providerOf(entry);
  const currency = entry.currency ?? 'EUR';
  const amount = parseSignedAmount(entry.amount, currency);
  const round = state.rounds.get(roundId) ?? {
    ...{
      id: roundId,
      provider,
      user_id: entry.userId,
      reference: entry.roundId ?? '',
      game_code: entry.gameId,
      currency,
      status: 'OPEN' as const,
    },
    ...{ staked_minor: 0n, paid_minor: 0n, jackpot_contribution_pico: 0n, jackpot_paid_pico: 0n },
    ...{ opened_at: entry.at, ended_at: null, closed_at: null },
  };
  const contribution = jackpotOf(entry);
  round.staked_minor += amount;
  round.jackpot_contribution_pico += contribution;
  state.rounds.set(roundId, round);
  state.addBet({
    ...{
      id: betId,
      round_id: roundId,
      provider,
      reference: entry.reference ?? '',
      currency,
      amount_minor: amount,
      paid_minor: 0n,
      jackpot_contribution_pico: contribution,
      jackpot_paid_pico: 0n,
    },
    ...{ status: 'OPEN', placed_at: entry.at, settled_at: null },
  });
}

/** A win settles its bet, or all open bets of its round; then what it pays counts for the first of them. */
function payRound(state: Rounds, entry: LedgerEntry, round: RoundState, named: BetState | undefined): void {
  const amount = parseSignedAmount(entry.amount, entry.currency ?? round.currency);
  round.paid_minor += amount;
  const open = state
    .betsOf(round)
    .filter((bet) => bet.status === 'OPEN')
    .sort((a, b) => (a.placed_at < b.placed_at ? -1 : a.placed_at > b.placed_at ? 1 : 0));
  const settled = named ? [named] : entry.promotion ? [] : open;
  for (const bet of settled) {
    bet.status = 'SETTLED';
    bet.settled_at ??= entry.at;
  }
  const jackpot = jackpotOf(entry);
  round.jackpot_paid_pico += jackpot;
  if (!settled[0]) return;
  settled[0].paid_minor += amount;
  settled[0].jackpot_paid_pico += jackpot;
}

/** Of a part: the bet stands on with the rest of its stake, and with what it gave to jackpots. */
function takeBack(entry: LedgerEntry, round: RoundState, bet: BetState): void {
  if (entry.partial) {
    const part = parseSignedAmount(entry.amount, bet.currency);
    round.staked_minor -= part;
    bet.amount_minor -= part;
    return;
  }
  round.staked_minor -= bet.amount_minor;
  round.jackpot_contribution_pico -= bet.jackpot_contribution_pico;
  bet.status = 'ROLLED_BACK';
  bet.settled_at ??= entry.at;
}

/** CANCELLED: every bet was rolled back. Such a round takes bets like an open one, and is OPEN again then. */
function judgeStatus(state: Rounds, round: RoundState, at: string): void {
  const cancelled = state.betsOf(round).every((bet) => bet.status === 'ROLLED_BACK');
  const status = cancelled ? 'CANCELLED' : round.closed_at === null ? 'OPEN' : 'CLOSED';
  if (status !== round.status) round.ended_at = status === 'OPEN' ? null : at;
  round.status = status;
}
