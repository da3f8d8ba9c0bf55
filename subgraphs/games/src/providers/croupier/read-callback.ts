import { isCurrency, NO_CURRENCY } from '@croupier/contracts';
import { z } from 'zod';
import { exactPayout, exactStake, FINEST_CURRENCY } from '../exact-amount.ts';
import { outsideId, readObject } from '../raw-json.ts';
import { MalformedCall, type Callback, type RawCall } from '../provider.ts';

const id = outsideId;
const money = { amount: z.string().min(1).max(40), currency: id };
const play = { playerId: id, transactionId: id, roundId: id, gameId: id, ...money };
const requestId = { requestId: id.optional() };

const bodies = {
  session: z.object({ ...requestId, sessionToken: id }),
  bet: z.object({ ...requestId, sessionToken: id, ...play, free: z.boolean().optional() }),
  win: z.object({
    ...requestId,
    ...play,
    betTransactionId: id.optional(),
    roundClosed: z.boolean().optional(),
    promotion: z.boolean().optional(),
  }),
  rollback: z.object({ ...requestId, playerId: id, transactionId: id, betTransactionId: id }),
  endRound: z.object({ ...requestId, playerId: id, roundId: id }),
};

/** Translates a callback's body. Throws MalformedCall; fields that are not known are ignored. */
export function readCallback(call: RawCall): Callback {
  const body = readJson(call.body);
  const operation = call.operation;
  if (operation === 'authenticate' || operation === 'balance') {
    const { requestId = null, sessionToken } = check(bodies.session, body);
    return { kind: operation, requestId, sessionToken };
  }
  if (operation === 'bet') {
    const { requestId = null, free = false, ...bet } = check(bodies.bet, body);
    return { kind: 'bet', requestId, free, ...bet, ...exactMoney(bet, exactStake) };
  }
  if (operation === 'win') {
    const {
      requestId = null,
      betTransactionId = null,
      roundClosed = false,
      promotion = false,
      ...win
    } = check(bodies.win, body);
    return {
      kind: 'win',
      requestId,
      betTransactionId,
      roundClosed,
      promotion,
      ...win,
      ...exactMoney(win, (amount, currency) => exactPayout('amount', amount, currency)),
    };
  }
  if (operation === 'rollback') {
    const { requestId = null, ...rollback } = check(bodies.rollback, body);
    return { kind: 'rollback', requestId, ...rollback };
  }
  if (operation === 'end-round') {
    const { requestId = null, ...round } = check(bodies.endRound, body);
    return { kind: 'end-round', requestId, ...round };
  }
  throw new MalformedCall(`unknown operation ${operation.slice(0, 40)}`);
}

function readJson(body: Buffer): unknown {
  try {
    return readObject(body);
  } catch {
    throw new MalformedCall('the body is no JSON object');
  }
}

function check<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const checked = schema.safeParse(body);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  throw new MalformedCall(`${issue?.path.join('.')}: ${issue?.message}`);
}

/** "1" and "1.0" EUR are "1.00": an amount is compared by its value. A currency that nobody knows is not malformed but WRONG_CURRENCY. */
function exactMoney(
  { amount, currency }: { amount: string; currency: string },
  exact: (amount: string, currency: string) => string,
): { amount: string; currency: string } {
  if (isCurrency(currency)) return { amount: exact(amount, currency), currency };
  return { amount: exact(amount, FINEST_CURRENCY), currency: NO_CURRENCY };
}
