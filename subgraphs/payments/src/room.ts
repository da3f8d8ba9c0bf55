import type { Context } from '@croupier/kit';
import type { Providers } from './providers/index.ts';

/** How patient payments is, in milliseconds. */
export interface Timing {
  /** how long whoever works on a payment has it alone; after a crash another takes it then */
  leaseMs: number;
  /** how often the worker looks for due payments when nobody wakes it */
  pollMs: number;
  /** how long a start waits for the ledger; it is told not to begin later than that */
  ledgerTimeoutMs: number;
  /** how long a payment waits for its webhook before the PSP is asked; doubles up to an hour */
  reconcileAfterMs: number;
  /** first pause after a part did not answer; doubles up to a minute */
  retryAfterMs: number;
}

export const TIMING: Timing = {
  leaseMs: 20_000,
  pollMs: 200,
  ledgerTimeoutMs: 2_000,
  reconcileAfterMs: 60_000,
  retryAfterMs: 500,
};

/** What only payments has in its context. */
export interface PaymentsRoom {
  providers: Providers;
  secretsKey: string;
  webUrl: string;
  timing: Timing;
  /** makes the worker look for due payments at once */
  wake: () => void;
  /** tests only: throws where the process is to die */
  faultAt?: (point: string) => void;
}
export type PaymentsContext = Context<PaymentsRoom>;
