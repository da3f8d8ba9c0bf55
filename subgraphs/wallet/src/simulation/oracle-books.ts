/** What the oracle writes down: players, their money in EUR (and, exchanged, USD) cents and every id that was ever taken; a refused command is undone. */
import { type CallbackPolicy, CROUPIER_POLICY } from '@croupier/contracts';
import type { LedgerCommand, LedgerOperation } from '../ledger/operation.ts';

/** A transaction that the ledger must have; which id it gave it is learnt. */
export interface Entry {
  kind: string;
  userId: string;
  currency: string | null;
  real: number;
  locked: number;
  /** of the wallet; null where nothing is posted to it */
  version: number | null;
  /** what its command was answered with, where repeats are answered so */
  answered?: Wallet | null;
}
export interface Expected {
  /** DONE or the refusal */
  status: string;
  at: number;
  results: { transaction: Entry | null; replayed: boolean }[];
  wallet: Wallet | null;
}
export interface Wallet {
  real: number;
  locked: number;
  version: number;
}

/** Where a batch stands: its lane, its moment, how many commits it had seen when it read, and which commit it is itself. */
export interface Place {
  lane: number;
  at: number;
  snapshot: number;
  commit: number;
}

export interface Claim {
  kind: LedgerOperation['kind'] | 'tombstone';
  userId: string;
  text: string;
  transaction: Entry | null;
  lane: number;
  commit: number;
}
export interface Bet {
  kind: 'bet';
  round: string;
  cents: number;
  /** `alone`: it settled no other bet */
  wins: { cents: number; alone: boolean; entry: Entry }[];
  wagered: boolean;
  transaction: Entry;
  rollback: Entry | null;
}
export interface Hold {
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
export interface Chargeback {
  deposit: string;
  cents: number;
  taken: number;
  /** what gave it back */
  back: Entry | null;
}
export interface Player {
  gate: Of<'set_gate'> | null;
  /** EUR */
  wallet: Wallet | null;
  /** USD */
  foreign: Wallet | null;
  /** cents by scope and reference */
  deposits: Map<string, number>;
  chargebacks: Map<string, Chargeback>;
  plays: Map<string, Bet | Hold>;
  closed: Set<string>;
  wagered: number;
}
export type Done = { transaction: Entry | null; replayed: boolean };
/** What was done, or a refusal; `keep`: one that leaves what it wrote, where it is a command of its own. */
export type Verdict = Done | string | { keep: string };
export type Of<K extends LedgerOperation['kind']> = Extract<LedgerOperation, { kind: K }>;

export const cents = (amount: string): number => Number(amount.replace('.', ''));
export const again = (transaction: Entry | null): Done => ({ transaction, replayed: true });
export const done = (transaction: Entry | null): Done => ({ transaction, replayed: false });

export class Books {
  readonly players = new Map<string, Player>();
  /** what the command in hand has posted */
  entries: Entry[] = [];
  scope = '';
  policy: CallbackPolicy = CROUPIER_POLICY;
  /** what the command in hand has taken back, by the win's entry */
  reversed = new Map<Entry, Entry>();
  player: Player = newPlayer();
  /** a reference that was taken although somebody has it */
  takenTwice: string | null = null;
  readonly #claims = new Map<string, Claim>();
  #undo: (() => void)[] = [];
  #userId = '';
  #place: Place = { lane: 0, at: 0, snapshot: 0, commit: 0 };

  open(command: LedgerCommand, place: Place): void {
    this.#place = place;
    this.scope = command.scope;
    this.policy = command.policy ?? CROUPIER_POLICY;
    this.reversed = new Map();
    this.#userId = command.userId;
    this.player = this.players.get(command.userId) ?? newPlayer();
    this.players.set(command.userId, this.player);
    this.#undo = [];
    this.takenTwice = null;
    this.entries = [];
  }

  /** As if the command had never come. */
  takeBack(): void {
    for (const undo of this.#undo.reverse()) undo();
    this.takenTwice = null;
    this.entries = [];
  }

  close(round: string): void {
    const { closed } = this.player;
    this.#undo.push(() => closed.delete(round));
    closed.add(round);
    this.note('ROUND_CLOSED');
  }

  set<T extends object, K extends keyof T>(on: T, key: K, value: T[K]): void {
    const before = on[key];
    this.#undo.push(() => (on[key] = before));
    on[key] = value;
  }

  put<V>(map: Map<string, V>, key: string, value: V): void {
    const before = map.get(key);
    this.#undo.push(() => (before === undefined ? map.delete(key) : map.set(key, before)));
    map.set(key, value);
  }

  get userId(): string {
    return this.#userId;
  }

  /** The claim that this player meets: where ids are each player's own, another one's first use of it is none. */
  claimOf(reference: string): Claim | undefined {
    return this.#seen(this.#nameOf(reference));
  }

  /** What a late bet left beside its tombstone. */
  lateClaimOf(reference: string): Claim | undefined {
    return this.#seen(`late ${this.#nameOf(reference)}`);
  }

  #nameOf(reference: string): string {
    const name = `${this.scope} ${reference}`;
    const first = this.policy.txScope === 'PER_PLAYER' ? this.#seen(name) : undefined;
    return first && first.userId !== this.#userId ? `${name} of ${this.#userId}` : name;
  }

  /** A claim as this batch could see it: its own lane's, and what other lanes had committed when it read. */
  #seen(name: string): Claim | undefined {
    const claim = this.#claims.get(name);
    return claim && (claim.lane === this.#place.lane || claim.commit <= this.#place.snapshot) ? claim : undefined;
  }

  claim(reference: string, kind: Claim['kind'], text: string, transaction: Entry | null, late = false): void {
    const key = late ? `late ${this.#nameOf(reference)}` : this.#nameOf(reference);
    if (this.#claims.has(key)) this.takenTwice = reference;
    const { lane, commit } = this.#place;
    this.put(this.#claims, key, { kind, userId: this.#userId, text, transaction, lane, commit });
  }

  /** The answer to an id that is taken; null where it is free. `loose`: another request under it counts as the first one. */
  repeated(
    reference: string,
    kind: Claim['kind'],
    text: string,
    { claim = this.claimOf(reference), loose = false } = {},
  ): Done | string | null {
    if (!claim) return null;
    const same = claim.kind === kind && claim.userId === this.#userId && (loose || claim.text === text);
    return same ? again(claim.transaction) : 'DUPLICATE_TRANSACTION';
  }

  isTombstone(reference: string): boolean {
    const claim = this.claimOf(reference);
    return claim?.kind === 'tombstone' && claim.userId === this.#userId;
  }

  play<K extends 'bet' | 'hold'>(kind: K, reference: string): (K extends 'bet' ? Bet : Hold) | undefined {
    const play = this.player.plays.get(`${this.scope} ${reference}`);
    return play?.kind === kind ? (play as never) : undefined;
  }

  note(kind: string): Entry {
    const entry = { kind, userId: this.#userId, currency: null, real: 0, locked: 0, version: null };
    this.entries.push(entry);
    return entry;
  }

  move(kind: string, real: number, locked = 0, purse: 'wallet' | 'foreign' = 'wallet'): Entry {
    const wallet = this.player[purse]!;
    const next = { real: wallet.real + real, locked: wallet.locked + locked, version: wallet.version + 1 };
    if (next.real < 0 || next.locked < 0) throw new Error('the oracle itself went below zero');
    this.set(this.player, purse, next);
    const currency = purse === 'wallet' ? 'EUR' : 'USD';
    const entry = { kind, userId: this.#userId, currency, real, locked, version: next.version };
    this.entries.push(entry);
    return entry;
  }

  isOver(moment: number): boolean {
    return moment <= this.#place.at;
  }

  /** Now; an exclusion with an end is over by itself. */
  status(): string {
    const { status, until } = this.player.gate!;
    return until !== null && Date.parse(until) <= this.#place.at ? 'ACTIVE' : status;
  }

  /** Status and limit, as every stake meets them. */
  mayStake(stake: number): string | null {
    if (this.status() !== 'ACTIVE') return 'PLAYER_BLOCKED';
    const limit = this.player.gate!.limits[0];
    return limit && this.player.wagered + stake > cents(limit.amount!) ? 'LIMIT_REACHED' : null;
  }

  wager(stake: number): boolean {
    if (this.player.gate!.limits.length === 0) return false;
    this.set(this.player, 'wagered', this.player.wagered + stake);
    return true;
  }

  unwager(play: Bet | Hold, cents = play.cents): void {
    if (play.wagered) this.set(this.player, 'wagered', this.player.wagered - cents);
  }
}

function newPlayer(): Player {
  const money = { wallet: null, foreign: null, deposits: new Map(), chargebacks: new Map() };
  return { gate: null, ...money, plays: new Map(), closed: new Set(), wagered: 0 };
}
