/**
 * What bets, wins and rollbacks come to, written a second time from interface.md and knowing nothing of the ledger: one player, real
 * money in cents, Croupier's own dialect.
 */
export type Step =
  | { kind: 'bet'; id: string; round: string; cents: number }
  | { kind: 'win'; id: string; bet: string | null; round: string; cents: number; closes: boolean }
  | { kind: 'rollback'; id: string; bet: string }
  | { kind: 'end'; round: string };

export interface Expected {
  /** DONE or the refusal */
  status: string;
  cents: number;
  version: number;
  /** which step's transaction it answers with; null: none */
  transactionOf: number | null;
}

interface KnownBet {
  step: number;
  round: string;
  cents: number;
  won: boolean;
  rolledBackBy: number | null;
}

export class Model {
  #cents: number;
  #version: number;
  #step = -1;
  /** every id that was ever taken: what by, the request as text, and the step whose transaction it answers with */
  readonly #ids = new Map<
    string,
    { kind: 'bet' | 'win' | 'rollback' | 'tombstone'; text: string; transactionOf: number }
  >();
  readonly #bets = new Map<string, KnownBet>();
  readonly #closed = new Set<string>();

  constructor(cents: number, version: number) {
    this.#cents = cents;
    this.#version = version;
  }

  play(step: Step): Expected {
    this.#step += 1;
    switch (step.kind) {
      case 'bet':
        return this.#bet(step);
      case 'win':
        return this.#win(step);
      case 'rollback':
        return this.#rollback(step);
      case 'end':
        return this.#end(step);
    }
  }

  #answer(status: string, transactionOf: number | null = null): Expected {
    return { status, cents: this.#cents, version: this.#version, transactionOf };
  }

  /** Moves money: a new version, and this step's own transaction. */
  #move(cents: number): Expected {
    this.#cents += cents;
    this.#version += 1;
    return this.#answer('DONE', this.#step);
  }

  #bet(step: Extract<Step, { kind: 'bet' }>): Expected {
    const text = JSON.stringify(step);
    const taken = this.#ids.get(step.id);
    if (taken?.kind === 'tombstone') return this.#answer('ROLLED_BACK');
    if (taken && taken.text !== text) return this.#answer('DUPLICATE_TRANSACTION');
    if (taken)
      return this.#bets.get(step.id)!.rolledBackBy === null
        ? this.#answer('DONE', taken.transactionOf)
        : this.#answer('ROLLED_BACK');
    if (this.#closed.has(step.round)) return this.#answer('ROUND_CLOSED');
    if (step.cents > this.#cents) return this.#answer('INSUFFICIENT_FUNDS');
    this.#ids.set(step.id, { kind: 'bet', text, transactionOf: this.#step });
    this.#bets.set(step.id, { step: this.#step, round: step.round, cents: step.cents, won: false, rolledBackBy: null });
    return this.#move(-step.cents);
  }

  #win(step: Extract<Step, { kind: 'win' }>): Expected {
    const text = JSON.stringify({ ...step, closes: null });
    const taken = this.#ids.get(step.id);
    if (taken?.kind === 'tombstone') return this.#answer('ROLLED_BACK');
    if (taken)
      return taken.text === text ? this.#answer('DONE', taken.transactionOf) : this.#answer('DUPLICATE_TRANSACTION');
    if (this.#closed.has(step.round)) return this.#answer('ROUND_CLOSED');
    const settled = this.#settledBy(step);
    if (typeof settled === 'string') return this.#answer(settled);
    for (const bet of settled) bet.won = true;
    if (step.closes) this.#closed.add(step.round);
    this.#ids.set(step.id, { kind: 'win', text, transactionOf: this.#step });
    return this.#move(step.cents);
  }

  #settledBy(step: Extract<Step, { kind: 'win' }>): KnownBet[] | string {
    if (step.bet !== null) {
      if (this.#ids.get(step.bet)?.kind === 'tombstone') return 'ROLLED_BACK';
      const bet = this.#bets.get(step.bet);
      if (!bet || bet.round !== step.round) return 'TRANSACTION_NOT_FOUND';
      return bet.rolledBackBy === null ? [bet] : 'ROLLED_BACK';
    }
    const ofRound = [...this.#bets.values()].filter((bet) => bet.round === step.round);
    if (ofRound.length === 0) return 'TRANSACTION_NOT_FOUND';
    const standing = ofRound.filter((bet) => bet.rolledBackBy === null);
    return standing.length > 0 ? standing : 'ROLLED_BACK';
  }

  #rollback(step: Extract<Step, { kind: 'rollback' }>): Expected {
    const text = JSON.stringify(step);
    const taken = this.#ids.get(step.id);
    // A rollback that goes by its bet's id repeats the tombstone that stands there.
    const same = taken?.text === text || (taken?.kind === 'tombstone' && step.id === step.bet);
    if (taken) return same ? this.#answer('DONE', taken.transactionOf) : this.#answer('DUPLICATE_TRANSACTION');
    const target = this.#ids.get(step.bet);
    const remember = (transactionOf: number) => this.#ids.set(step.id, { kind: 'rollback', text, transactionOf });
    if (!target) {
      remember(this.#step);
      this.#ids.set(step.bet, { kind: 'tombstone', text: '', transactionOf: this.#step });
      return this.#answer('DONE', this.#step);
    }
    if (target.kind === 'tombstone') {
      remember(target.transactionOf);
      return this.#answer('DONE', target.transactionOf);
    }
    const bet = this.#bets.get(step.bet);
    if (!bet) return this.#answer('TRANSACTION_NOT_FOUND');
    if (bet.rolledBackBy !== null) {
      remember(bet.rolledBackBy);
      return this.#answer('DONE', bet.rolledBackBy);
    }
    if (bet.won) return this.#answer('ALREADY_SETTLED');
    bet.rolledBackBy = this.#step;
    remember(this.#step);
    return this.#move(bet.cents);
  }

  #end(step: Extract<Step, { kind: 'end' }>): Expected {
    if (![...this.#bets.values()].some((bet) => bet.round === step.round)) return this.#answer('TRANSACTION_NOT_FOUND');
    this.#closed.add(step.round);
    return this.#answer('DONE');
  }
}
