import type { Running } from '@croupier/kit';
import { Payment } from '../payments/payment.entity.ts';
import type { PaymentsRoom, Timing } from '../room.ts';
import { claimDuePayments } from './claim-payments.ts';
import { progressOrPostpone } from './progress-payment.ts';

const MOST_AT_ONCE = 16;

export interface Worker {
  /** Looks at once instead of at the next poll. */
  wake(): void;
  /** Ends when what is under way has ended. */
  stop(): Promise<void>;
}

/** Takes payments on which something is due and moves them on; any number of processes share the work. */
export function startWorker(makeContext: Running<PaymentsRoom>['makeContext'], timing: Timing): Worker {
  const underWay = new Set<Promise<void>>();
  let stopping = false;
  let wake = (): void => undefined;
  let woken = false;
  const nap = async (): Promise<void> => {
    if (!woken) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, timing.pollMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    woken = false;
  };
  const work = async (id: string): Promise<void> => {
    const ctx = makeContext();
    try {
      await progressOrPostpone(ctx, await ctx.em.findOneOrFail(Payment, { id }));
    } catch (error) {
      // Its lease ends by itself and it is tried again.
      ctx.log.error({ err: error, paymentId: id }, 'a payment could not be moved on');
    }
  };
  const look = async (): Promise<void> => {
    const ctx = makeContext();
    // `makeContext` has no room until the subgraph is assembled.
    const free = ctx.room ? MOST_AT_ONCE - underWay.size : 0;
    const ids = free > 0 ? await claimDuePayments(ctx, free, timing.leaseMs) : [];
    for (const id of ids) {
      const done = work(id).finally(() => underWay.delete(done));
      underWay.add(done);
    }
  };
  const finished = (async () => {
    while (!stopping) {
      await look().catch((error: unknown) =>
        makeContext().log.warn({ err: error }, 'the worker could not look for payments'),
      );
      await nap();
    }
    await Promise.all(underWay);
  })();
  const wakeUp = (): void => {
    woken = true;
    wake();
  };
  return {
    wake: wakeUp,
    stop: async () => {
      stopping = true;
      wakeUp();
      await finished;
    },
  };
}
