import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';
import { z } from 'zod';
import { parseInput } from '../errors.ts';
import type { Operator } from './operator.ts';

const isOn = z.union([
  z.boolean(),
  z.literal(['on', 'true']).transform(() => true),
  z.literal('false').transform(() => false),
]);
const whole = (most: number) => z.coerce.number().int().min(0).max(most);

const switches = z.strictObject({
  /** so many more copies of every callback, all at once */
  duplicates: whole(20).default(0),
  /** every callback leaves this much later */
  delayMs: whole(30_000).default(0),
  /** a callback arrives, and its answer is taken for a time-out: the bet is repeated, then rolled back */
  loseAnswers: isOn.default(false),
  /** a bet leaves only after its rollback was answered */
  lateBets: isOn.default(false),
  /** wins and rollbacks are kept back: a round stays open until the operator asks for it, or the switch is off again */
  loseEnds: isOn.default(false),
  /** callbacks are signed with another secret */
  signWrongly: isOn.default(false),
  /** nothing is sent, and nobody who calls is answered */
  silent: isOn.default(false),
});
export type Switches = z.output<typeof switches>;

/** How the studio misbehaves at the moment, on purpose, so that an operator can rehearse it. Well-behaved after every start. */
export class Misbehaviour {
  #switches: Switches = switches.parse({});

  get now(): Switches {
    return this.#switches;
  }

  /** Sets every switch; what is not named is off. Refuses with BAD_USER_INPUT, and then nothing changes. */
  change(body: unknown): Switches {
    this.#switches = parseInput(switches, body ?? {});
    return this.#switches;
  }
}

type Bet = Record<string, unknown>;

/** The operator as a studio that misbehaves calls it. `stranger` is the same operator, signed for with a wrong secret. */
export function misbehave(
  honest: Operator,
  stranger: Operator,
  misbehaviour: Misbehaviour,
  log: FastifyBaseLogger,
): Operator {
  const heldBets = new Map<unknown, Bet>();
  const sendLate = async (betId: unknown, timeoutMs: number) => {
    const bet = heldBets.get(betId);
    if (!bet || !heldBets.delete(betId)) return;
    const answer = await honest.call('bet', bet, timeoutMs);
    log.warn({ transactionId: betId, status: answer?.status }, 'a bet was sent after its rollback, on purpose');
  };
  return {
    async call(operation, body, timeoutMs) {
      const { duplicates, delayMs, loseAnswers, lateBets, loseEnds, signWrongly, silent } = misbehaviour.now;
      if (silent) return void (await pause(timeoutMs));
      if (delayMs > 0) await pause(delayMs);
      if (lateBets && operation === 'bet') return void heldBets.set(body['transactionId'], body);
      if (loseEnds && (operation === 'win' || operation === 'rollback')) return undefined;
      const to = signWrongly ? stranger : honest;
      const copies = Array.from({ length: 1 + duplicates }, () => to.call(operation, body, timeoutMs));
      const answer = (await Promise.all(copies)).find((each) => each !== undefined);
      if (operation === 'rollback' && answer) void sendLate(body['betTransactionId'], timeoutMs);
      return loseAnswers && operation === 'bet' ? undefined : answer;
    },
    close: async () => void (await Promise.all([honest.close(), stranger.close()])),
  };
}
