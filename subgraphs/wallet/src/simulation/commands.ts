/** What people and studios ask for in the simulation: few ids and little money, so that they meet and run out. */
import { formatAmount } from '@croupier/contracts';
import type { LedgerCommand, LedgerOperation } from '../ledger/operation.ts';
import { POISON } from './memory-database.ts';
import { BOOKMAKER_ROW, POLICY_ROWS } from './policy-rows.ts';
import type { World } from './world.ts';

const STUDIO = 'studio:simulated';
const BOOKMAKER = 'bookmaker:simulated';
const PSP = 'psp:simulated';
const verdicts = { token: null, game: null, sessionCurrency: null };

export const playerOf = (index: number): string => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
/** Players take turns over the lanes. */
export const laneOfPlayer = (userId: string, lanes: number): number => Number(userId.slice(24)) % lanes;

export class Commands {
  readonly #gates = new Map<string, number>();
  readonly #players: string[];
  /** references that somebody has used, by kind and player: what is settled is mostly there */
  readonly #used = new Map<string, string[]>();
  /** how often (permille) somebody takes a reference that others take too */
  readonly #foreign: number;

  constructor(
    readonly world: World,
    players: number,
    /** by which the studio's commands are judged */
    readonly row: string,
  ) {
    this.#players = Array.from({ length: players }, (_, index) => playerOf(index));
    this.#foreign = world.random.pick([0, 50, 500]);
  }

  /** Most people come before they play. */
  arrivals(): LedgerCommand[] {
    const coming = this.#players.filter(() => this.world.random.chance(900));
    return coming.map((userId) => this.#command(userId, PSP, this.#gate(userId, true), ...this.#arrival(userId)));
  }

  /** The next wish of somebody. */
  next(): LedgerCommand {
    const { random } = this.world;
    const userId = random.pick(this.#players);
    const dice = random.below(100);
    if (dice < 14) return this.#command(userId, PSP, ...this.#arrival(userId));
    if (dice < 16) return this.#command(userId, 'users', this.#gate(userId));
    if (dice < 26) return this.#command(userId, PSP, this.#withdrawal(userId));
    if (dice < 30) return this.#command(userId, PSP, this.#dispute(userId));
    if (dice < 33) return this.#command(userId, 'exchange', this.#exchange(userId));
    if (dice < (this.row === BOOKMAKER_ROW ? 90 : 44))
      return this.#command(userId, BOOKMAKER, this.#bookmaking(userId));
    if (dice < 52) return this.#command(userId, STUDIO, this.#play(userId), this.#play(userId));
    return this.#command(userId, STUDIO, this.#play(userId));
  }

  #command(userId: string, scope: string, ...operations: LedgerOperation[]): LedgerCommand {
    const policy = scope === STUDIO ? (POLICY_ROWS[this.row] ?? null) : null;
    return { scope, userId, deadlineAt: null, policy, operations };
  }

  #amount(most: number): string {
    return formatAmount(BigInt(1 + this.world.random.below(most)), 'EUR');
  }

  /** Mostly the player's own id; at times one that others take too, and rarely one that the database cannot bear. */
  #reference(kind: string, userId: string, many: number): string {
    const { random } = this.world;
    if (this.world.strikes(3)) return `${POISON}-${random.below(3)}`;
    const owner = random.chance(this.#foreign) ? this.#players[0]! : userId;
    return `${kind}${Number(owner.slice(24))}-${random.below(many)}`;
  }

  /** A reference for something to begin with: others may settle it. */
  #fresh(kind: string, userId: string, many: number): string {
    const reference = this.#reference(kind, userId, many);
    const used = this.#used.get(`${kind}${userId}`);
    if (used) used.push(reference);
    else this.#used.set(`${kind}${userId}`, [reference]);
    return reference;
  }

  /** Something to settle: mostly one that was begun. */
  #target(kind: string, userId: string, many: number): string {
    const used = this.#used.get(`${kind}${userId}`);
    return used && this.world.random.chance(900) ? this.world.random.pick(used) : this.#reference(kind, userId, many);
  }

  #arrival(userId: string): LedgerOperation[] {
    const deposit = {
      ...{ kind: 'deposit' as const, reference: this.#fresh('d', userId, 6), reservation: null },
      ...{ amount: this.#amount(900), currency: 'EUR' },
    };
    return this.world.random.chance(300) || !this.#gates.has(userId) ? [this.#gate(userId), deposit] : [deposit];
  }

  #gate(userId: string, isNew = false): LedgerOperation {
    const { random } = this.world;
    const number = (this.#gates.get(userId) ?? 0) + 1;
    this.#gates.set(userId, number);
    const status =
      isNew || random.chance(800) ? 'ACTIVE' : random.pick(['SELF_EXCLUDED', 'COOLING_OFF', 'BLOCKED'] as const);
    const ends = status === 'COOLING_OFF' || (status !== 'ACTIVE' && random.chance(500));
    const until = ends ? new Date(this.world.now + random.below(1_500)).toISOString() : null;
    // A player with a limit keeps one; its amount changes.
    const limit = {
      kind: 'WAGER' as const,
      period: 'DAY' as const,
      amount: this.#amount(4_000),
      currency: 'EUR',
      minutes: null,
    };
    const limits = Number(userId.slice(24)) % 3 === 0 ? [limit] : [];
    return { kind: 'set_gate', number, status, until, timeZone: 'UTC', limits };
  }

  #play(userId: string): LedgerOperation {
    const { random } = this.world;
    const player = Number(userId.slice(24));
    const dice = random.below(100);
    const bet = dice < 45 ? this.#fresh('b', userId, 8) : this.#target('b', userId, 8);
    // A bet's round and price follow from its id, most of the time: a repeat is identical, or a conflict.
    const number = Number(bet.at(-1));
    const roundId = random.chance(40) ? 'r9' : `r${number % 3}`;
    const play = { currency: 'EUR', roundId, gameId: `game-${player}`, verdicts };
    const price = random.chance(40) ? this.#amount(300) : formatAmount(BigInt(37 * (number + 1)), 'EUR');
    if (dice < 55) return { kind: 'bet', reference: bet, amount: price, free: false, ...play };
    if (dice < 77) {
      const named = random.chance(150) ? null : bet;
      const payout = formatAmount(BigInt(61 * number), 'EUR');
      const flags = { roundClosed: random.chance(60), promotion: false };
      return { kind: 'win', reference: this.#fresh('w', userId, 8), bet: named, amount: payout, ...flags, ...play };
    }
    if (dice < 97) {
      const reference = random.chance(100) ? bet : this.#reference('x', userId, 8);
      const named = random.chance(50) ? this.#target('w', userId, 8) : bet;
      const amount = random.chance(300) ? this.#amount(100) : price;
      return { kind: 'rollback', reference, bet: named, ...(random.chance(500) ? { amount } : {}) };
    }
    return { kind: 'end_round', roundId };
  }

  #withdrawal(userId: string): LedgerOperation {
    const { random } = this.world;
    const isHold = random.chance(400);
    const hold = isHold ? this.#fresh('h', userId, 4) : this.#target('h', userId, 4);
    const money = { amount: formatAmount(BigInt(100 + 50 * Number(hold.at(-1))), 'EUR'), currency: 'EUR' };
    const about = { purpose: 'WITHDRAWAL' as const, roundId: null, selection: null, odds: null };
    if (isHold) return { kind: 'hold', reference: hold, ...money, ...about };
    return { kind: random.pick(['capture', 'release'] as const), reference: this.#reference('e', userId, 6), hold };
  }

  #dispute(userId: string): LedgerOperation {
    const { random } = this.world;
    if (random.chance(300))
      return {
        ...{ kind: 'reverse_chargeback', reference: this.#reference('v', userId, 6) },
        chargeback: this.#target('c', userId, 6),
      };
    const deposit = this.#target('d', userId, 6);
    const part = random.chance(500) ? { amount: this.#amount(400) } : {};
    return { kind: 'chargeback', reference: this.#fresh('c', userId, 6), deposit, ...part };
  }

  /** Most quotes are of EUR; some come when they are over. */
  #exchange(userId: string): LedgerOperation {
    const { random, now } = this.world;
    const number = random.below(6);
    const quote = `q${Number(userId.slice(24))}-${number}`;
    const eur = formatAmount(BigInt(70 * (number + 1)), 'EUR');
    const usd = formatAmount(BigInt(77 * (number + 1) - random.below(2)), 'USD');
    const [euros, dollars] = [
      { amount: eur, currency: 'EUR' },
      { amount: usd, currency: 'USD' },
    ];
    const [from, to] = number % 3 === 2 ? [dollars, euros] : [euros, dollars];
    const expiresAt = now + random.pick([5, 5_000, 5_000, 5_000]);
    return { kind: 'exchange', reference: this.#reference('k', userId, 8), quote, from, to, expiresAt };
  }

  #bookmaking(userId: string): LedgerOperation {
    const { random } = this.world;
    const dice = random.below(100);
    const bet = dice < 45 ? this.#fresh('m', userId, 4) : this.#target('m', userId, 4);
    const stake = 80 + 30 * Number(bet.at(-1));
    const about = { purpose: 'BOOKMAKER_BET' as const, roundId: 'match', selection: null, odds: null };
    if (dice < 45) {
      const money = { amount: formatAmount(BigInt(stake), 'EUR'), currency: 'EUR' };
      return { kind: 'hold', reference: bet, ...money, ...about, free: random.chance(150) };
    }
    if (dice < 90) {
      const outcome = random.pick(['WIN', 'WIN', 'LOSE', 'VOID', 'CASHOUT', 'OPEN'] as const);
      const pays = outcome === 'WIN' || outcome === 'CASHOUT';
      const payout = pays ? formatAmount(BigInt(stake * (1 + random.below(3))), 'EUR') : null;
      const named = random.chance(500) ? { reference: this.#reference('o', userId, 6) } : {};
      return { kind: 'settle_bet', bet, outcome, payout, ...named };
    }
    return { kind: 'refund_bet', bet };
  }
}
