import { type Caller, nameOf } from '../identity/caller.ts';
import { refusal } from '../supergraph/request-refused.ts';
import type { Allowance } from './buckets.ts';
import { BUDGETS } from './budgets.ts';
import type { SharedQuotas } from './shared-quotas.ts';

/** How many graph requests are taken. Signed callbacks do not come by here. */
export interface RequestLimits {
  /** by whoever asks: a person, a partner's key, or an address where nobody says who it is */
  request(caller: Caller): Allowance;
  /** Counts what comes from one address, before it is known who asks. Throws RequestRefused (RATE_LIMITED). */
  fromAddress(address: string): void;
  /** Counts what an operation may cost. Throws RequestRefused (RATE_LIMITED). */
  cost(caller: Caller, cost: number): void;
}

export interface RequestQuotas {
  requestsPerSecond: number;
  /** many people stand behind the address of a mobile network, and our own web server */
  requestsPerSecondAndAddress: number;
}

/** What the requests of a second may cost on average. */
const COST_OF_A_REQUEST = 1_000;

export function createRequestLimits(quotas: RequestQuotas, shared: SharedQuotas): RequestLimits {
  const evenly = (perSecond: number) => ({ perSecond, burst: perSecond });
  const costPerSecond = quotas.requestsPerSecond * COST_OF_A_REQUEST;
  const requests = shared.define('requests', evenly(quotas.requestsPerSecond));
  const addresses = shared.define('addresses', evenly(quotas.requestsPerSecondAndAddress));
  const costs = shared.define('costs', { perSecond: costPerSecond, burst: Math.max(costPerSecond, 2 * BUDGETS.staff) });
  return {
    request: (caller) => requests(nameOf(caller), 1),
    fromAddress(address) {
      const allowance = addresses(address, 1);
      if (allowance.retryAfterSeconds > 0) throw rateLimited(allowance, 'Too many requests from this address');
    },
    cost(caller, cost) {
      if (cost === 0) return;
      const allowance = costs(nameOf(caller), cost);
      if (allowance.retryAfterSeconds > 0) throw rateLimited(allowance, 'Too many costly operations');
    },
  };
}

/** The headers that draft-ietf-httpapi-ratelimit-headers-07's forerunners have made common. */
export function rateHeaders({ limit, remaining, resetSeconds }: Allowance): Record<string, string> {
  return {
    'ratelimit-limit': String(limit),
    'ratelimit-remaining': String(remaining),
    'ratelimit-reset': String(resetSeconds),
  };
}

/** RATE_LIMITED, with the time after which to try again. */
export function rateLimited(allowance: Allowance, message = 'Too many requests') {
  const { retryAfterSeconds } = allowance;
  return refusal('RATE_LIMITED', message, {
    status: 429,
    always: true,
    headers: { 'retry-after': String(retryAfterSeconds), ...rateHeaders(allowance) },
    extensions: { retryAfterSeconds },
  });
}
