import { createLog } from '@croupier/kit';
import { afterEach, expect, test } from 'vitest';
import type { Caller } from '../identity/caller.ts';
import { createSharedTallies } from '../protection/shared-tallies.ts';
import { type Connection, type Connections, createConnections } from './connections.ts';
import { SUBSCRIPTION_LIMITS } from './limits.ts';
import type { Close } from './wire.ts';

const LIMITS = { ...SUBSCRIPTION_LIMITS, socketsPerAddress: 3, socketsPerIdentity: 2, nobodysSocketsPerAddress: 1, subscriptionsPerIdentity: 2, behindMs: 100 }; // prettier-ignore
let connections: Connections;
afterEach(() => connections.stop());

class Held implements Connection {
  caller: Caller | null = null;
  behindSinceMs: number | null = null;
  closed: Close | null = null;
  constructor(readonly address: string) {}
  close(how: Close): void {
    this.closed = how;
  }
  terminate(): void {
    this.closed ??= [0, 'terminated'];
  }
}
const person = (userId: string, sessionId = userId, sessionEndsAtMs: number | null = null): Caller => ({
  identity: { kind: 'user', userId, sessionId, roles: ['PLAYER'] },
  identityToken: null,
  sessionEndsAtMs,
});
const nobody = (address: string): Caller => ({ identity: { kind: 'anonymous', address }, identityToken: null, sessionEndsAtMs: null }); // prettier-ignore
function hold(address: string, caller: Caller): Held | 'address' | 'caller' {
  const held = new Held(address);
  if (!connections.add(held)) return 'address';
  if (!connections.admits(held, caller)) {
    connections.remove(held);
    return 'caller';
  }
  held.caller = caller;
  connections.identified(held, caller);
  return held;
}

test('an address, a person and whoever says nothing hold so many connections, and get their places back', () => {
  connections = createConnections(
    LIMITS,
    createSharedTallies({ nats: null, log: createLog('gateway', 'fatal' as 'error') }),
  );
  const first = hold('1', person('a')) as Held;
  expect(hold('1', person('a'))).toBeInstanceOf(Held);
  expect(hold('2', person('a'))).toBe('caller');
  expect(hold('1', nobody('1'))).toBeInstanceOf(Held);
  expect(hold('1', person('b'))).toBe('address');
  connections.remove(first);
  connections.remove(first);
  expect(hold('1', nobody('1'))).toBe('caller');
  expect(hold('1', person('a'))).toBeInstanceOf(Held);
  expect([connections.subscribed(person('a')), connections.subscribed(person('a', 'other'))]).toEqual([true, true]);
  expect(connections.subscribed(person('a'))).toBe(false);
  connections.unsubscribed(person('a'));
  expect(connections.subscribed(person('a'))).toBe(true);
});

test('a session closes its own connections alone, when it is ended and when it reaches its end', async () => {
  connections = createConnections(
    LIMITS,
    createSharedTallies({ nats: null, log: createLog('gateway', 'fatal' as 'error') }),
  );
  const [one, other] = [hold('1', person('a', 's-1')) as Held, hold('1', person('a', 's-2')) as Held];
  const short = hold('2', person('b', 's-3', Date.now() + 50)) as Held;
  expect(connections.sessionIds()).toEqual(new Set(['s-1', 's-2', 's-3']));
  connections.closeSession('s-1');
  expect([one.closed?.[0], other.closed]).toEqual([4403, null]);
  const slow = hold('3', person('c')) as Held;
  slow.behindSinceMs = Date.now();
  await expect.poll(() => [short.closed?.[0], slow.closed?.[1]], { timeout: 3_000 }).toEqual([4403, 'terminated']);
  expect(other.closed).toBeNull();
});
