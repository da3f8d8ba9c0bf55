import { randomUUID } from 'node:crypto';
import { Agent } from 'undici';
import { z } from 'zod';
import { signCallback } from './signature.ts';

export type Operation = 'authenticate' | 'balance' | 'bet' | 'win' | 'rollback';

const balance = z.looseObject({ currency: z.string(), real: z.string(), bonus: z.string(), locked: z.string() });
export type OperatorBalance = z.output<typeof balance>;

const answer = z.looseObject({
  status: z.string().min(1),
  transactionId: z.string().optional(),
  playerId: z.string().optional(),
  balance: balance.optional(),
});

/** An answer that settles the question, whatever it says. `httpStatus` 200 is the operator's judgement, 400, 401, 404 its refusal to judge. */
export interface OperatorAnswer extends z.output<typeof answer> {
  httpStatus: number;
}

export interface Operator {
  /** Sends one callback once. `undefined`: not known to have happened (503, a timeout, a broken line, an answer that makes no sense). */
  call(operation: Operation, body: Record<string, unknown>, timeoutMs: number): Promise<OperatorAnswer | undefined>;
  close(): Promise<void>;
}

const definite = new Set([200, 400, 401, 404]);
const answerLimitBytes = 64 * 1024;

/** Speaks Croupier's own dialect to the operator: signed over the raw body, with a timestamp made at each sending. */
export function connectOperator(operatorUrl: string, secret: string, nowMs: () => number): Operator {
  const agent = new Agent({ connections: 64, maxResponseSize: answerLimitBytes });
  return {
    async call(operation, fields, timeoutMs) {
      const path = `/providers/sandbox/${operation}`;
      const body = JSON.stringify({ requestId: randomUUID(), ...fields });
      const timestamp = String(Math.floor(nowMs() / 1000));
      const headers = {
        'content-type': 'application/json',
        'x-timestamp': timestamp,
        'x-signature': signCallback(secret, path, timestamp, body),
      };
      try {
        const { statusCode, body: received } = await agent.request({
          origin: operatorUrl,
          path,
          method: 'POST',
          headers,
          body,
          signal: AbortSignal.timeout(Math.max(1, timeoutMs)),
        });
        const text = await received.text();
        if (!definite.has(statusCode)) return undefined;
        return { ...answer.parse(JSON.parse(text)), httpStatus: statusCode };
      } catch {
        // Whatever broke the line, the bet may have happened: that is all the caller has to know.
        return undefined;
      }
    },
    close: () => agent.destroy(),
  };
}
