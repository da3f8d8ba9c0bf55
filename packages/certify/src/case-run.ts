import { billionths, digitsOf, minus, plus, sameAmount, smallestUnit } from './amount.ts';
import { CaseFailed, NotApplicable } from './case.ts';
import type { Answers, FieldPath, Traits } from './dialect.ts';
import type { House, HouseAbility } from './house.ts';
import type { Action, Bet, Code, Odds, Outcome, Player, Win } from './vocabulary.ts';
import { ask, type Exchange, type Target, type Twist } from './wire.ts';

/** Cases are written for a player who begins with this; who begins with another balance is reckoned from theirs. */
const WRITTEN_START = '1000.00';

const WISHES: Record<HouseAbility, string> = {
  expireSession: 'a way to end a session (--expire-session)',
  secondSession: 'a second session of a player (--second-session)',
  block: 'a way to block a player (--block)',
  selfExclude: 'a way to self-exclude a player (--self-exclude)',
  deposit: 'a way to deposit (--deposit)',
  limitStakes: 'a way to limit a player’s stakes (--limit-stakes)',
  grantFreeRounds: 'a way to grant free rounds (--grant-free-rounds)',
  grantBonus: 'a way to grant bonus money (--grant-bonus)',
  closeOpenRounds: 'a way to run the job that closes open rounds (--close-open-rounds)',
  restart: 'a way to restart the operator (--restart)',
  otherProvider: 'a second provider of the operator (--other-provider NAME:SECRET)',
  disabledGame: 'a game that is disabled (--disabled-game)',
};

/** How much is asked at once, and how fast it must go. */
export interface Load {
  /** bets of each of four players in case 58, and the most that an answer may take there */
  bets: number;
  slowestMs: number;
  /** identical rollbacks in case 115 */
  storm: number;
}

type Extra<Kind> = Partial<Kind> & { odds?: Odds };

/** One run of one case: asks the wallet, keeps the evidence, and says what it expected. */
export class CaseRun {
  readonly exchanges: Exchange[] = [];
  readonly players: Player[] = [];
  readonly notes: string[] = [];
  #results = 0;

  constructor(
    readonly target: Target,
    private readonly house: House,
    private readonly prefix: string,
    /** every player of the whole run, for what is asked at the end */
    readonly everybody: Player[],
    readonly load: Load,
  ) {}

  get traits(): Traits {
    return this.target.dialect.traits;
  }

  /** An id that nothing else uses. */
  id(name: string): string {
    return `${this.prefix}-${name}`;
  }

  /** A round's id. Where wins name no bet every bet gets a round of its own, unless a case wants them settled together (bet null). */
  round(name: string, bet: string | null): string {
    return this.id(this.traits.winNamesBet || bet === null ? name : `${name}-${bet}`);
  }

  /** A fresh player with at least the money that cases are written for. Throws NotApplicable where the house has none. */
  async player(wish: { currency?: string; games?: number } = {}): Promise<Player> {
    const player = await this.house.player(wish);
    if (!player) throw new NotApplicable(`no player left${wish.currency ? ` in ${wish.currency}` : ''} (--players)`);
    if (player.games.length < (wish.games ?? 1)) throw new NotApplicable('needs two games of the provider (--games)');
    if (this.traits.speaks.has('balance')) {
      const { code, balance } = await this.send({ kind: 'balance', player });
      if (code !== 'OK' || balance === null) throw new CaseFailed(`a fresh player’s balance was answered ${code}`);
      player.balance = balance;
    }
    player.expected = player.balance;
    if (billionths(player.balance) < billionths('100')) throw new NotApplicable('needs players with at least 100.00');
    this.players.push(player);
    this.everybody.push(player);
    return player;
  }

  /** What the house can do, or the reason why the case does not apply. */
  needs<Ability extends HouseAbility>(ability: Ability): NonNullable<House[Ability]> {
    const given = this.house[ability];
    if (given === undefined) throw new NotApplicable(`needs ${WISHES[ability]}`);
    return given;
  }

  /** What the house can do, or undefined: the case then says in a note what it left out. */
  mayNeed<Ability extends HouseAbility>(ability: Ability): House[Ability] {
    return this.house[ability];
  }

  async send(action: Action, twist: Twist = {}): Promise<Outcome> {
    return ask(this.target, action, twist, (exchange) => this.exchanges.push(exchange));
  }

  bet(
    player: Player,
    id: string,
    round: string,
    amount: string,
    more: Extra<Bet> = {},
    twist?: Twist,
  ): Promise<Outcome> {
    return this.send({ kind: 'bet', player, id: this.id(id), round: this.round(round, id), amount, ...more }, twist);
  }

  /** `bet` null: the round is settled as a whole. */
  win(
    player: Player,
    id: string,
    bet: string | null,
    round: string,
    amount: string,
    more: Partial<Win> = {},
    twist?: Twist,
  ): Promise<Outcome> {
    const named = bet === null ? null : this.id(bet);
    return this.send(
      { kind: 'win', player, id: this.id(id), bet: named, round: this.round(round, bet), amount, ...more },
      twist,
    );
  }

  rollback(player: Player, id: string, bet: string, round: string, amount = '1.00', twist?: Twist): Promise<Outcome> {
    return this.send(
      { kind: 'rollback', player, id: this.id(id), bet: this.id(bet), round: this.round(round, bet), amount },
      twist,
    );
  }

  check(player: Player, id: string, amount: string): Promise<Outcome> {
    return this.send({ kind: 'check', player, id: this.id(id), round: this.id('checked'), amount });
  }

  /** A result of its own, unless `id` says which one it repeats. */
  settle(
    player: Player,
    bet: string,
    result: 'win' | 'lose' | 'void' | 'cashout',
    payout?: string,
    id = `result-${(this.#results += 1)}`,
  ): Promise<Outcome> {
    return this.send({
      kind: 'settle',
      player,
      id: this.id(id),
      bet: this.id(bet),
      result,
      ...(payout === undefined ? {} : { payout }),
    });
  }

  reopen(player: Player, bet: string): Promise<Outcome> {
    return this.send({ kind: 'reopen', player, id: this.id(`result-${(this.#results += 1)}`), bet: this.id(bet) });
  }

  /** The codes that are right in this situation, by the dialect's policy. */
  answers(situation: keyof Answers): Code[] {
    return this.traits.answers[situation];
  }

  /** Fails unless the answer is one of these and, where a balance is said, the player has it now: as if they had begun with 1000.00. */
  async expect(
    player: Player,
    outcome: Outcome,
    codes: Code | keyof Answers | Code[],
    balance?: string,
  ): Promise<void> {
    this.expectCode(outcome, codes);
    if (balance === undefined) return;
    const due = this.due(player, balance);
    player.expected = due;
    if (outcome.balance !== null && !sameAmount(outcome.balance, due))
      throw new CaseFailed(`the answer’s balance is ${outcome.balance}, and ${due} is right`);
    if (outcome.balance === null) await this.expectBalance(player, balance);
  }

  expectCode(outcome: Outcome, codes: Code | keyof Answers | Code[]): void {
    const right = Array.isArray(codes)
      ? codes
      : codes in this.traits.answers
        ? this.answers(codes as keyof Answers)
        : [codes as Code];
    if (!right.includes(outcome.code))
      throw new CaseFailed(`answered ${outcome.code} (HTTP ${outcome.httpStatus}), and ${right.join(' or ')} is right`);
  }

  /** Fails unless the player has exactly this now, as if they had begun with 1000.00. */
  async expectBalance(player: Player, balance: string): Promise<void> {
    const due = this.due(player, balance);
    player.expected = due;
    const wrong = await this.wrongBalance(player, due);
    if (wrong !== null) throw new CaseFailed(`the balance is ${wrong}, and ${due} is right`);
  }

  /** What the balance is instead of this, or null. A dialect without balances is asked whether it would take a bet of all, and of a unit more. */
  async wrongBalance(player: Player, due: string): Promise<string | null> {
    if (this.traits.speaks.has('balance')) {
      const { code, balance } = await this.send({ kind: 'balance', player });
      return balance !== null && sameAmount(balance, due) ? null : (balance ?? `not told (${code})`);
    }
    const unit = smallestUnit(player.currency);
    const probe = `probe-${this.exchanges.length}`;
    if (billionths(due) > 0n) {
      const { code } = await this.check(player, probe, due);
      if (code === 'INSUFFICIENT_FUNDS') return `less than ${due}`;
      if (code !== 'OK') return `not told (${code})`;
    }
    const { code } = await this.check(player, `${probe}-more`, plus(due, unit, digitsOf(player.currency)));
    return code === 'INSUFFICIENT_FUNDS' ? null : code === 'OK' ? `more than ${due}` : `not told (${code})`;
  }

  /** What 1000.00 − x is for a player who began with another balance. */
  due(player: Player, written: string): string {
    const digits = digitsOf(player.currency);
    return plus(written, minus(player.balance, WRITTEN_START, digits), digits);
  }

  /** The other way round: how a case writes that the player has exactly this. */
  undue(player: Player, real: string): string {
    const digits = digitsOf(player.currency);
    return minus(real, minus(player.balance, WRITTEN_START, digits), digits);
  }

  /** The body with one field said otherwise; undefined leaves it out. */
  set(body: Record<string, unknown>, path: FieldPath, value: unknown): Record<string, unknown> {
    return said(body, path, value) as Record<string, unknown>;
  }

  require(isSo: boolean, otherwise: string): void {
    if (!isSo) throw new CaseFailed(otherwise);
  }

  /** Fails where the two answers do not name the same transaction of the operator; a dialect that names none is content. */
  requireSameTransaction(first: Outcome, second: Outcome): void {
    this.require(
      first.transactionId === second.transactionId,
      `another transaction: ${first.transactionId}, then ${second.transactionId}`,
    );
  }

  /** Said beside a PASS. */
  note(text: string): void {
    this.notes.push(text);
  }
}

function said(body: unknown, [key, ...rest]: FieldPath, value: unknown): unknown {
  if (key === undefined) return value;
  const copy = (Array.isArray(body) ? [...(body as unknown[])] : { ...(body as object) }) as Record<
    string | number,
    unknown
  >;
  copy[key] = said(copy[key], rest, value);
  return copy;
}
