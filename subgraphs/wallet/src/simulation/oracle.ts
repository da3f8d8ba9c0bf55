/**
 * What the ledger promises, written a second time from interface.md and the contract, knowing nothing of the ledger's own code: real
 * money in EUR cents, gates with a daily WAGER limit, plays, withdrawals and bookmaker bets, in Croupier's own dialect.
 */
import type { Command, Operation } from '@croupier/contracts';

/** A transaction that the ledger must have; which id it gave it is learnt. */
export interface Entry {
  kind: string;
  userId: string;
  real: number;
  locked: number;
  /** of the wallet; null where nothing is posted to it */
  version: number | null;
}
export interface Expected {
  /** DONE or the refusal */
  status: string;
  at: number;
  results: { transaction: Entry | null; replayed: boolean }[];
  wallet: { real: number; locked: number; version: number } | null;
}

/** Where a batch stands: its lane, its moment, how many commits it had seen when it read, and which commit it is itself. */
export interface Place {
  lane: number;
  at: number;
  snapshot: number;
  commit: number;
}

interface Claim {
  kind: Operation['kind'] | 'tombstone';
  userId: string;
  text: string;
  transaction: Entry | null;
  lane: number;
  commit: number;
}
interface Bet {
  kind: 'bet';
  round: string;
  cents: number;
  wins: number;
  wagered: boolean;
  transaction: Entry;
  rollback: Entry | null;
}
interface Hold {
  kind: 'hold';
  purpose: string;
  cents: number;
  wagered: boolean;
  state: string;
  last: Entry;
  /** bookmaker: what the outcome asks for, and what was really given */
  payout: number;
  given: number;
}
interface Player {
  gate: Extract<Operation, { kind: 'set_gate' }> | null;
  wallet: { real: number; locked: number; version: number } | null;
  plays: Map<string, Bet | Hold>;
  closed: Set<string>;
  wagered: number;
}
type Done = { transaction: Entry | null; replayed: boolean };
type Verdict = Done | string;
type Of<K extends Operation['kind']> = Extract<Operation, { kind: K }>;

const cents = (amount: string): number => Number(amount.replace('.', ''));
const again = (transaction: Entry | null): Done => ({ transaction, replayed: true });
const done = (transaction: Entry | null): Done => ({ transaction, replayed: false });

export class Oracle {
  readonly players = new Map<string, Player>();
  /** what the command in hand has posted */
  entries: Entry[] = [];
  readonly #claims = new Map<string, Claim>();
  #undo: (() => void)[] = [];
  /** a reference that was taken although somebody has it */
  #twice: string | null = null;
  #place: Place = { lane: 0, at: 0, snapshot: 0, commit: 0 };
  #scope = '';
  #userId = '';
  #player: Player = newPlayer();

  apply(command: Command, place: Place): Expected {
    this.#place = place;
    this.#scope = command.scope;
    this.#userId = command.userId;
    this.#player = this.players.get(command.userId) ?? newPlayer();
    this.players.set(command.userId, this.#player);
    this.#undo = [];
    this.#twice = null;
    this.entries = [];
    const results: Done[] = [];
    for (const [at, operation] of command.operations.entries()) {
      const verdict = this.#judge(operation);
      if (typeof verdict === 'string') {
        for (const undo of this.#undo.reverse()) undo();
        this.entries = [];
        return { status: verdict, at, results: [], wallet: verdict === 'UNKNOWN_PLAYER' ? null : this.#wallet() };
      }
      results.push(verdict);
    }
    if (this.#twice !== null) throw new Error(`${this.#twice} was claimed twice`);
    return { status: 'DONE', at: 0, results, wallet: this.#wallet() };
  }

  #wallet() {
    return this.#player.wallet && { ...this.#player.wallet };
  }

  #judge(operation: Operation): Verdict {
    switch (operation.kind) {
      case 'set_gate':
        return this.#setGate(operation);
      case 'deposit':
        return this.#deposit(operation);
      case 'bet':
        return this.#bet(operation);
      case 'win':
        return this.#win(operation);
      case 'rollback':
        return this.#rollback(operation);
      case 'end_round':
        return this.#endRound(operation);
      case 'hold':
        return this.#hold(operation);
      case 'capture':
      case 'release':
        return this.#endHold(operation);
      case 'settle_bet':
        return this.#settle(operation);
      case 'refund_bet':
        return this.#refund(operation.bet);
      default:
        throw new Error(`the oracle does not know ${operation.kind}`);
    }
  }

  // ---- what every operation needs -------------------------------------------------------------------------------------------------
  #set<T extends object, K extends keyof T>(on: T, key: K, value: T[K]): void {
    const before = on[key];
    this.#undo.push(() => (on[key] = before));
    on[key] = value;
  }

  #put<V>(map: Map<string, V>, key: string, value: V): void {
    const before = map.get(key);
    this.#undo.push(() => (before === undefined ? map.delete(key) : map.set(key, before)));
    map.set(key, value);
  }

  /** A claim as this batch could see it: its own lane's, and what other lanes had committed when it read. */
  #claimOf(reference: string): Claim | undefined {
    const claim = this.#claims.get(`${this.#scope} ${reference}`);
    return claim && (claim.lane === this.#place.lane || claim.commit <= this.#place.snapshot) ? claim : undefined;
  }

  #claim(reference: string, kind: Claim['kind'], text: string, transaction: Entry | null): void {
    const key = `${this.#scope} ${reference}`;
    if (this.#claims.has(key)) this.#twice = reference;
    const { lane, commit } = this.#place;
    this.#put(this.#claims, key, { kind, userId: this.#userId, text, transaction, lane, commit });
  }

  /** The answer to an id that is taken; null where it is free. */
  #repeated(reference: string, kind: Claim['kind'], text: string): Verdict | null {
    const claim = this.#claimOf(reference);
    if (!claim) return null;
    const same = claim.kind === kind && claim.userId === this.#userId && claim.text === text;
    return same ? again(claim.transaction) : 'DUPLICATE_TRANSACTION';
  }

  #isTombstone(reference: string): boolean {
    const claim = this.#claimOf(reference);
    return claim?.kind === 'tombstone' && claim.userId === this.#userId;
  }

  #play<K extends 'bet' | 'hold'>(kind: K, reference: string): (K extends 'bet' ? Bet : Hold) | undefined {
    const play = this.#player.plays.get(`${this.#scope} ${reference}`);
    return play?.kind === kind ? (play as never) : undefined;
  }

  #note(kind: string): Entry {
    const entry = { kind, userId: this.#userId, real: 0, locked: 0, version: null };
    this.entries.push(entry);
    return entry;
  }

  #move(kind: string, real: number, locked = 0): Entry {
    const wallet = this.#player.wallet!;
    const next = { real: wallet.real + real, locked: wallet.locked + locked, version: wallet.version + 1 };
    if (next.real < 0 || next.locked < 0) throw new Error('the oracle itself went below zero');
    this.#set(this.#player, 'wallet', next);
    const entry = { kind, userId: this.#userId, real, locked, version: next.version };
    this.entries.push(entry);
    return entry;
  }

  /** Now; an exclusion with an end is over by itself. */
  #status(): string {
    const { status, until } = this.#player.gate!;
    return until !== null && Date.parse(until) <= this.#place.at ? 'ACTIVE' : status;
  }

  /** Status and limit, as every stake meets them. */
  #mayStake(stake: number): string | null {
    if (this.#status() !== 'ACTIVE') return 'PLAYER_BLOCKED';
    const limit = this.#player.gate!.limits[0];
    return limit && this.#player.wagered + stake > cents(limit.amount!) ? 'LIMIT_REACHED' : null;
  }

  #wager(stake: number): boolean {
    if (this.#player.gate!.limits.length === 0) return false;
    this.#set(this.#player, 'wagered', this.#player.wagered + stake);
    return true;
  }

  #unwager(play: Bet | Hold): void {
    if (play.wagered) this.#set(this.#player, 'wagered', this.#player.wagered - play.cents);
  }

  // ---- the operations -------------------------------------------------------------------------------------------------------------
  #setGate(gate: Of<'set_gate'>): Verdict {
    if ((this.#player.gate?.number ?? 0) >= gate.number) return again(null);
    this.#set(this.#player, 'gate', gate);
    return done(null);
  }

  #deposit(deposit: Of<'deposit'>): Verdict {
    const text = deposit.amount;
    const repeated = this.#repeated(deposit.reference, 'deposit', text);
    if (repeated) return repeated;
    if (!this.#player.gate) return 'UNKNOWN_PLAYER';
    if (!this.#player.wallet) this.#set(this.#player, 'wallet', { real: 0, locked: 0, version: 0 });
    const entry = this.#move('DEPOSIT', cents(deposit.amount));
    this.#claim(deposit.reference, 'deposit', text, entry);
    return done(entry);
  }

  #bet(bet: Of<'bet'>): Verdict {
    const text = `${bet.amount} ${bet.roundId} ${bet.gameId}`;
    if (this.#isTombstone(bet.reference)) return 'ROLLED_BACK';
    const repeated = this.#repeated(bet.reference, 'bet', text);
    if (repeated)
      return typeof repeated !== 'string' && this.#play('bet', bet.reference)!.rollback ? 'ROLLED_BACK' : repeated;
    if (!this.#player.gate) return 'UNKNOWN_PLAYER';
    if (!this.#player.wallet) return 'WRONG_CURRENCY';
    if (this.#player.closed.has(`${this.#scope} ${bet.roundId}`)) return 'ROUND_CLOSED';
    const stake = cents(bet.amount);
    const blocked = this.#mayStake(stake);
    if (blocked) return blocked;
    if (this.#player.wallet.real < stake) return 'INSUFFICIENT_FUNDS';
    const transaction = this.#move('BET', -stake);
    this.#claim(bet.reference, 'bet', text, transaction);
    const wagered = this.#wager(stake);
    this.#put(this.#player.plays, `${this.#scope} ${bet.reference}`, {
      ...{ kind: 'bet', round: `${this.#scope} ${bet.roundId}`, cents: stake, wins: 0, wagered, transaction },
      rollback: null,
    });
    return done(transaction);
  }

  #win(win: Of<'win'>): Verdict {
    const round = `${this.#scope} ${win.roundId}`;
    const text = `${win.amount} ${win.roundId} ${win.gameId} ${win.bet}`;
    if (this.#isTombstone(win.reference)) return 'ROLLED_BACK';
    const repeated = this.#repeated(win.reference, 'win', text);
    if (repeated) return repeated;
    if (!this.#player.gate) return 'UNKNOWN_PLAYER';
    if (!this.#player.wallet) return 'WRONG_CURRENCY';
    if (this.#player.closed.has(round)) return 'ROUND_CLOSED';
    const settled = this.#settledBy(win.bet, round);
    if (typeof settled === 'string') return settled;
    for (const bet of settled) this.#set(bet, 'wins', bet.wins + 1);
    const entry = this.#move('WIN', cents(win.amount));
    this.#claim(win.reference, 'win', text, entry);
    if (win.roundClosed) this.#close(round);
    return done(entry);
  }

  #settledBy(named: string | null, round: string): Bet[] | string {
    if (named !== null) {
      if (this.#isTombstone(named)) return 'ROLLED_BACK';
      const bet = this.#play('bet', named);
      if (!bet || bet.round !== round) return 'TRANSACTION_NOT_FOUND';
      return bet.rollback ? 'ROLLED_BACK' : [bet];
    }
    const ofRound = this.#betsOf(round);
    if (ofRound.length === 0) return 'TRANSACTION_NOT_FOUND';
    const standing = ofRound.filter((bet) => !bet.rollback);
    return standing.length > 0 ? standing : 'ROLLED_BACK';
  }

  #betsOf(round: string): Bet[] {
    return [...this.#player.plays.values()].filter((play) => play.kind === 'bet' && play.round === round) as Bet[];
  }

  #close(round: string): void {
    this.#undo.push(() => this.#player.closed.delete(round));
    this.#player.closed.add(round);
    this.#note('ROUND_CLOSED');
  }

  #endRound({ roundId }: Of<'end_round'>): Verdict {
    const round = `${this.#scope} ${roundId}`;
    if (!this.#player.gate) return 'UNKNOWN_PLAYER';
    if (this.#betsOf(round).length === 0) return 'TRANSACTION_NOT_FOUND';
    if (this.#player.closed.has(round)) return again(null);
    this.#close(round);
    return done(null);
  }

  #rollback(rollback: Of<'rollback'>): Verdict {
    const text = `rollback ${rollback.bet}`;
    const kind = this.#isTombstone(rollback.reference) ? 'tombstone' : 'rollback';
    const repeated = this.#repeated(rollback.reference, kind, text);
    if (repeated) return repeated;
    if (!this.#player.gate) return 'UNKNOWN_PLAYER';
    const target = this.#claimOf(rollback.bet);
    if (!target) {
      const tombstone = this.#note('TOMBSTONE');
      this.#claim(rollback.bet, 'tombstone', text, tombstone);
      if (rollback.reference !== rollback.bet) this.#claim(rollback.reference, 'rollback', text, tombstone);
      return done(tombstone);
    }
    const bet = this.#play('bet', rollback.bet);
    const first = this.#isTombstone(rollback.bet) ? target.transaction : (bet?.rollback ?? null);
    if (first) {
      this.#claim(rollback.reference, 'rollback', text, first);
      return again(first);
    }
    if (!bet) return 'TRANSACTION_NOT_FOUND';
    if (bet.wins > 0) return 'ALREADY_SETTLED';
    const entry = this.#move('ROLLBACK', bet.cents);
    this.#unwager(bet);
    this.#set(bet, 'rollback', entry);
    this.#claim(rollback.reference, 'rollback', text, entry);
    return done(entry);
  }

  #hold(hold: Of<'hold'>): Verdict {
    const text = `${hold.purpose} ${hold.amount} ${hold.roundId}`;
    if (this.#isTombstone(hold.reference)) return 'REFUNDED';
    const repeated = this.#repeated(hold.reference, 'hold', text);
    if (repeated)
      return typeof repeated !== 'string' && this.#play('hold', hold.reference)!.state === 'REFUNDED'
        ? 'REFUNDED'
        : repeated;
    const { gate, wallet } = this.#player;
    if (!gate) return 'UNKNOWN_PLAYER';
    if (!wallet) return 'UNKNOWN_WALLET';
    const amount = cents(hold.amount);
    const isBet = hold.purpose === 'BOOKMAKER_BET';
    const blocked = isBet ? this.#mayStake(amount) : this.#status() === 'BLOCKED' ? 'PLAYER_BLOCKED' : null;
    if (blocked) return blocked;
    if (wallet.real < amount) return 'INSUFFICIENT_FUNDS';
    const last = this.#move('HOLD', -amount, amount);
    this.#claim(hold.reference, 'hold', text, last);
    this.#put(this.#player.plays, `${this.#scope} ${hold.reference}`, {
      ...{ kind: 'hold', purpose: hold.purpose, cents: amount, wagered: isBet && this.#wager(amount), state: 'OPEN' },
      ...{ last, payout: 0, given: 0 },
    });
    return done(last);
  }

  #endHold(end: Of<'capture' | 'release'>): Verdict {
    const repeated = this.#repeated(end.reference, end.kind, end.hold);
    if (repeated) return repeated;
    const hold = this.#play('hold', end.hold);
    if (hold?.purpose !== 'WITHDRAWAL') return 'TRANSACTION_NOT_FOUND';
    if (hold.state !== end.kind && hold.state !== 'OPEN') return 'ALREADY_SETTLED';
    if (hold.state === 'OPEN') {
      const isCapture = end.kind === 'capture';
      const entry = this.#move(isCapture ? 'CAPTURE' : 'RELEASE', isCapture ? 0 : hold.cents, -hold.cents);
      this.#set(hold, 'state', end.kind);
      this.#set(hold, 'last', entry);
      this.#claim(end.reference, end.kind, end.hold, entry);
      return done(entry);
    }
    this.#claim(end.reference, end.kind, end.hold, hold.last);
    return again(hold.last);
  }

  #settle(settle: Of<'settle_bet'>): Verdict {
    if (!this.#player.gate) return 'UNKNOWN_PLAYER';
    if (this.#isTombstone(settle.bet)) return 'REFUNDED';
    const hold = this.#play('hold', settle.bet);
    if (hold?.purpose !== 'BOOKMAKER_BET') return 'TRANSACTION_NOT_FOUND';
    if (hold.state === 'REFUNDED') return 'REFUNDED';
    const byOutcome = {
      LOSE: 0,
      VOID: hold.cents,
      WIN: cents(settle.payout ?? '0'),
      CASHOUT: cents(settle.payout ?? '0'),
    };
    const payout = byOutcome[settle.outcome];
    if (hold.state === settle.outcome && hold.payout === payout) return again(hold.last);
    return done(this.#bring(hold, settle.outcome, payout));
  }

  #refund(reference: string): Verdict {
    if (!this.#player.gate) return 'UNKNOWN_PLAYER';
    const claim = this.#claimOf(reference);
    if (!claim) {
      const tombstone = this.#note('TOMBSTONE');
      this.#claim(reference, 'tombstone', `refund ${reference}`, tombstone);
      return done(tombstone);
    }
    if (this.#isTombstone(reference)) return again(claim.transaction);
    const hold = this.#play('hold', reference);
    if (hold?.purpose !== 'BOOKMAKER_BET') return 'TRANSACTION_NOT_FOUND';
    return hold.state === 'REFUNDED' ? again(hold.last) : done(this.#bring(hold, 'REFUNDED', hold.cents));
  }

  /** Re-settling stops at zero and the rest is owed; what is owed is cancelled before anything is given. */
  #bring(hold: Hold, outcome: string, payout: number): Entry {
    const isFirst = hold.state === 'OPEN';
    const isReturned = outcome === 'VOID' || outcome === 'REFUNDED';
    const change = payout - hold.payout;
    const owed = hold.given - hold.payout;
    const real = change > 0 ? Math.max(0, change - owed) : -Math.min(-change, this.#player.wallet!.real);
    const kind = !isFirst ? 'RESETTLEMENT' : isReturned ? 'RELEASE' : 'WIN';
    const entry = this.#move(kind, real, isFirst ? -hold.cents : 0);
    if (isFirst && isReturned) this.#unwager(hold);
    this.#set(hold, 'state', outcome);
    this.#set(hold, 'payout', payout);
    this.#set(hold, 'given', hold.given + real);
    this.#set(hold, 'last', entry);
    return entry;
  }
}

function newPlayer(): Player {
  return { gate: null, wallet: null, plays: new Map(), closed: new Set(), wagered: 0 };
}
