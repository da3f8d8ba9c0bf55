import { type Caller, nameOf } from '../identity/caller.ts';
import type { SharedTallies } from '../protection/shared-tallies.ts';
import type { SubscriptionLimits } from './limits.ts';
import { CLOSE, type Close } from './wire.ts';

/** A socket or an event stream that somebody holds open. */
export interface Connection {
  readonly address: string;
  /** null until it has said who it is */
  readonly caller: Caller | null;
  /** since when its reader takes nothing; null: it keeps up */
  readonly behindSinceMs: number | null;
  close(how: Close): void;
  /** without a word: nobody listens */
  terminate(): void;
}

/** All open connections of this process; how many one may hold is counted over all of them. */
export interface Connections {
  /** False: its address holds too many. */
  add(connection: Connection): boolean;
  /** Whether one more may become this caller's. */
  admits(connection: Connection, caller: Caller): boolean;
  /** To be called once, when `admits` said yes. */
  identified(connection: Connection, caller: Caller): void;
  remove(connection: Connection): void;
  /** False: this caller has too many subscriptions. Else `unsubscribed` gives the place back. */
  subscribed(caller: Caller): boolean;
  unsubscribed(caller: Caller): void;
  /** Closes a session's connections with 4403. */
  closeSession(sessionId: string): void;
  /** The sessions that hold connections. */
  sessionIds(): Set<string>;
  /** Tells everybody to go elsewhere. */
  stop(): void;
}

const SWEEP_EVERY_MS = 1_000;
const CLOSE_WITHIN_MS = 2_000;

/** A connection lives as long as its session: those whose session has reached its end are closed within a second. */
export function createConnections(limits: SubscriptionLimits, tallies: SharedTallies): Connections {
  const open = new Set<Connection>();
  const bySession = new Map<string, Set<Connection>>();
  const addresses = tallies.define('addresses', limits.socketsPerAddress);
  const nobody = tallies.define('nobody', limits.nobodysSocketsPerAddress);
  const identities = tallies.define('identities', limits.socketsPerIdentity);
  const subscriptions = tallies.define('subscriptions', limits.subscriptionsPerIdentity);
  const close = (connection: Connection, how: Close): void => {
    connection.close(how);
    setTimeout(() => connection.terminate(), CLOSE_WITHIN_MS).unref();
  };
  const sweep = setInterval(() => {
    const nowMs = Date.now();
    for (const connection of open) {
      const { caller, behindSinceMs } = connection;
      const endsAtMs = caller?.sessionEndsAtMs ?? null;
      if (endsAtMs !== null && endsAtMs <= nowMs) close(connection, CLOSE.sessionEnded);
      else if (behindSinceMs !== null && nowMs - behindSinceMs > limits.behindMs) connection.terminate();
    }
  }, SWEEP_EVERY_MS);
  sweep.unref();
  return {
    add(connection) {
      if (addresses.of(connection.address) >= limits.socketsPerAddress) return false;
      addresses.add(connection.address, 1);
      open.add(connection);
      return true;
    },
    admits(connection, caller) {
      return isNobody(caller)
        ? nobody.of(connection.address) < limits.nobodysSocketsPerAddress
        : identities.of(nameOf(caller)) < limits.socketsPerIdentity;
    },
    identified(connection, caller) {
      if (isNobody(caller)) return nobody.add(connection.address, 1);
      identities.add(nameOf(caller), 1);
      const sessionId = sessionIdOf(caller);
      if (sessionId === null) return;
      const sessions = bySession.get(sessionId);
      if (sessions) sessions.add(connection);
      else bySession.set(sessionId, new Set([connection]));
    },
    remove(connection) {
      if (!open.delete(connection)) return;
      const { caller, address } = connection;
      addresses.add(address, -1);
      if (!caller) return;
      if (isNobody(caller)) return nobody.add(address, -1);
      identities.add(nameOf(caller), -1);
      const sessionId = sessionIdOf(caller);
      const sessions = sessionId === null ? undefined : bySession.get(sessionId);
      if (sessions?.delete(connection) && sessions.size === 0) bySession.delete(sessionId!);
    },
    subscribed(caller) {
      if (subscriptions.of(nameOf(caller)) >= limits.subscriptionsPerIdentity) return false;
      subscriptions.add(nameOf(caller), 1);
      return true;
    },
    unsubscribed: (caller) => subscriptions.add(nameOf(caller), -1),
    closeSession(sessionId) {
      for (const connection of bySession.get(sessionId) ?? []) close(connection, CLOSE.sessionEnded);
    },
    sessionIds: () => new Set(bySession.keys()),
    stop() {
      clearInterval(sweep);
      for (const connection of open) close(connection, CLOSE.goingAway);
    },
  };
}

const isNobody = ({ identity }: Caller): boolean => identity.kind === 'anonymous';
const sessionIdOf = ({ identity }: Caller): string | null => (identity.kind === 'user' ? identity.sessionId : null);
