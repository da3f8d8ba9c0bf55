import { createHmac } from 'node:crypto';
import type { KeepAlive } from './keep-alive.ts';

export interface Bettor {
  userId: string;
  sessionToken: string;
  gameId: string;
}

export const STAKE = '0.01';
const SECRET = 'sandbox-secret';

/** A signed callback of the sandbox studio as bytes on the wire. */
export function requestOf(operation: string, fields: object): string {
  const path = `/providers/sandbox/${operation}`;
  const body = JSON.stringify(fields);
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const signature = createHmac('sha256', SECRET).update(`${path}\n${timestamp}\n${body}`).digest('base64');
  return `POST ${path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\nx-timestamp: ${timestamp}\r\nx-signature: ${signature}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

/** Bets of one cent, each player in turn, each under a transactionId of its own; counts what was taken. */
export class Bets {
  readonly taken = new Map<string, number>();
  #next = 0;
  readonly #run = Date.now().toString(36);

  constructor(readonly bettors: Bettor[]) {}

  /** Throws unless the answer says OK; what `counts` is not asked of the house. */
  async ask(connection: KeepAlive, counts: boolean): Promise<number> {
    const number = this.#next++;
    const bettor = this.bettors[number % this.bettors.length] as Bettor;
    const answer = await connection.ask(
      requestOf('bet', {
        ...{ sessionToken: bettor.sessionToken, playerId: bettor.userId, gameId: bettor.gameId },
        ...{
          transactionId: `b-${this.#run}-${number}`,
          roundId: `r-${this.#run}-${number}`,
          amount: STAKE,
          currency: 'EUR',
        },
      }),
    );
    if (!answer.startsWith('HTTP/1.1 200') || !answer.includes('"status":"OK"'))
      throw new Error(`a bet was not taken: ${answer.slice(0, 600)}`);
    if (counts) this.taken.set(bettor.userId, (this.taken.get(bettor.userId) ?? 0) + 1);
    return 1;
  }

  /** Throws where a balance is not the first one less what was taken. */
  async check(connection: KeepAlive, firstMinor: bigint): Promise<void> {
    for (const { userId, sessionToken } of this.bettors) {
      const answer = await connection.ask(requestOf('balance', { sessionToken }));
      const { balance } = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n'))) as { balance: { real: string } };
      const minor = BigInt(balance.real.replace('.', ''));
      if (minor !== firstMinor - BigInt(this.taken.get(userId) ?? 0))
        throw new Error(`the balance of ${userId} is ${balance.real} after ${this.taken.get(userId) ?? 0} bets`);
    }
  }
}
