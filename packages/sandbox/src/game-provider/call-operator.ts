import { setTimeout as pause } from 'node:timers/promises';
import { backOffMs } from '../timing.ts';
import type { ProviderContext } from './context.ts';
import type { Operation, OperatorAnswer } from './operator.ts';

/** Repeats the same callback with back-off until it is answered, `betAttempts` are used up or `untilMs` has come; then `undefined`. */
export async function callUntilAnswered(
  ctx: ProviderContext,
  operation: Operation,
  body: Record<string, unknown>,
  untilMs: number,
): Promise<OperatorAnswer | undefined> {
  for (let attempt = 1; attempt <= ctx.timing.betAttempts; attempt += 1) {
    const leftMs = untilMs - Date.now();
    if (leftMs <= 0) break;
    const answer = await ctx.operator.call(operation, body, Math.min(ctx.timing.callTimeoutMs, leftMs));
    if (answer) return answer;
    ctx.log.warn({ operation, attempt, transactionId: body.transactionId }, 'the operator did not answer');
    if (attempt < ctx.timing.betAttempts) {
      await pause(Math.min(backOffMs(ctx.timing, attempt), Math.max(0, untilMs - Date.now())));
    }
  }
  return undefined;
}

/** Whether the operator said yes. */
export function isOk(answer: OperatorAnswer): boolean {
  return answer.httpStatus === 200 && answer.status === 'OK';
}
