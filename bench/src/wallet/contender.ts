/** One who takes bets. All take the same stake from the same number of players and write the same rows. */
export interface Contender {
  name: string;
  /** Callers that make sense for it, where it has a number of its own. */
  callers?: number;
  /** Takes one bet or a batch of bets and answers how many, once they are durable. Throws where one was refused. */
  ask(): Promise<number>;
  /** Throws unless the books say that exactly `operations` bets were taken since the start. */
  check(operations: number): Promise<void>;
  stop(): Promise<void>;
}

export const PLAYERS = 10_000;
export const BALANCE_MINOR = 100_000_000n;
export const BALANCE = '1000000.00';
export const STAKE_MINOR = 100n;
export const STAKE = '1.00';

/** Throws with both sides unless they are the same. */
export function expectBooks(name: string, found: object, expected: object): void {
  const [is, should] = [JSON.stringify(found), JSON.stringify(expected)];
  if (is !== should) throw new Error(`the books of ${name} are wrong\n  found    ${is}\n  expected ${should}`);
}

/** Players one after another, in an order that is no order of any table: 10 000 and 1 237 have no common divisor. */
export function inTurn(players: string[]): () => string {
  let turn = 0;
  return () => players[(turn = (turn + 1_237) % players.length)] as string;
}
