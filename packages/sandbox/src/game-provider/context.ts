import type { FastifyBaseLogger } from 'fastify';
import type { OutboundQueue } from '../outbound-queue.ts';
import type { State } from '../state.ts';
import type { Timing } from '../timing.ts';
import type { Operator } from './operator.ts';
import type { Turns } from './turns.ts';

/** What the provider's use cases work with. */
export interface ProviderContext {
  state: State;
  operator: Operator;
  queue: OutboundQueue;
  turns: Turns;
  timing: Timing;
  log: FastifyBaseLogger;
}
