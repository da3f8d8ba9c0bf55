import { randomUUID } from 'node:crypto';
import type { Delivery } from '../outbound-queue.ts';
import type { ProviderContext } from './context.ts';
import type { OperatorAnswer } from './operator.ts';
import { giveBackFreeRound } from './free-rounds.ts';
import { rollbackCall, winCall } from './round-calls.ts';
import { findRound, setRoundStatus, type Round } from './round.ts';

type RoundRef = { roundId: string };
type SettlingContext = Pick<ProviderContext, 'state' | 'operator' | 'timing' | 'log'>;

// Only a judgement ends it. A 401 or 404 is a wrong setting on one side: the money is still owed when that is mended.
const judged = (answer: OperatorAnswer | undefined) => (answer?.httpStatus === 200 ? answer : undefined);

/** Pays a drawn round's win, 0.00 included, until the operator has judged it. */
export function winDelivery({ state, operator, timing, log }: SettlingContext): Delivery<RoundRef, OperatorAnswer> {
  return {
    async send({ roundId }) {
      const round = findRound(state, roundId) as Round;
      return judged(await operator.call('win', winCall(round).body, timing.callTimeoutMs));
    },
    settle({ roundId }, answer) {
      if (answer.status !== 'OK') log.error({ roundId, status: answer.status }, 'the operator refused a win');
      setRoundStatus(
        state,
        roundId,
        answer.status === 'OK' ? 'CLOSED' : 'WIN_REFUSED',
        answer.status === 'OK' ? null : answer.status,
      );
    },
  };
}

/** Takes back a bet of which nobody knows, until the operator has judged it. */
export function rollbackDelivery({
  state,
  operator,
  timing,
  log,
}: SettlingContext): Delivery<RoundRef, OperatorAnswer> {
  return {
    async send({ roundId }) {
      const round = findRound(state, roundId) as Round;
      return judged(await operator.call('rollback', rollbackCall(round).body, timing.callTimeoutMs));
    },
    settle({ roundId }, answer) {
      if (answer.status !== 'OK') log.error({ roundId, status: answer.status }, 'the operator refused a rollback');
      else giveBackFreeRound(state, findRound(state, roundId)!.free_rounds_id);
      setRoundStatus(state, roundId, 'ROLLED_BACK', answer.status === 'OK' ? null : answer.status);
    },
  };
}

/** Gives a round up: from here on its bet is rolled back until that is answered, also over a restart. */
export function giveUpRound(ctx: Pick<ProviderContext, 'state' | 'queue'>, roundId: string): void {
  ctx.state.atomically(() => {
    const rollbackId = `x-${randomUUID()}`;
    setRoundStatus(ctx.state, roundId, 'ROLLING_BACK');
    ctx.state.run('UPDATE round SET rollback_id = ? WHERE id = ?', rollbackId, roundId);
    ctx.queue.put('game.rollback', rollbackId, { roundId });
  });
  ctx.queue.wake();
}

/** Rounds whose bet was under way when an earlier provider was killed. Ask before the first request comes in, then give them up: nothing was drawn. */
export function findInterruptedRounds({ state }: Pick<ProviderContext, 'state'>): string[] {
  return state.all<{ id: string }>("SELECT id FROM round WHERE status = 'BETTING'").map(({ id }) => id);
}
