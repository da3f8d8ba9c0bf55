/** PostgreSQL behind the port of store.ts: a session is a connection with every statement prepared. */
import pg from 'pg';
import { readState } from './read-state.ts';
import { PREPARE, PREPARE_OTHERS } from './statements.ts';
import { type Clock, type LedgerSession, type LedgerStore, StoreFailure } from './store.ts';
import { prepareOthers, rideTrain } from './train.ts';
import { writesOf } from './write-state.ts';

/** The world was not what the batch was judged on: another process was faster. unique_violation, serialization_failure, deadlock_detected, and query_canceled: the lane was taken for too long */
const JUDGE_AGAIN = new Set(['23505', '40001', '40P01', '57014']);

export function postgresStore(databaseUrl: string, clock: Clock, ride = rideTrain): LedgerStore {
  return {
    async connect(lane) {
      const client = new pg.Client({
        connectionString: databaseUrl,
        application_name: `ledger-lane-${lane}`,
        connectionTimeoutMillis: 3_000,
        keepAlive: true,
      });
      client.on('error', () => undefined); // the next query fails and the lane connects again
      await told(client.connect());
      try {
        // One by one: each execution copies the text that its statement was prepared with, neighbours and all.
        for (const statement of PREPARE) await told(client.query(statement));
        await told(prepareOthers(client, PREPARE_OTHERS));
      } catch (error) {
        await client.end().catch(() => undefined);
        throw error;
      }
      return sessionOf(client, lane, clock, ride);
    },
  };
}

function sessionOf(client: pg.Client, lane: number, clock: Clock, ride: typeof rideTrain): LedgerSession {
  return {
    begin: (commands, now) => told(readState(client, lane, commands, now)),
    commit: async (state) => {
      const committedAt = state.transactions[0]?.createdAt ?? Math.max(clock.now(), state.moment);
      await told(ride(client, [...writesOf(state, committedAt), { name: 'commit', values: [] }]).then(expectCommit));
    },
    rollback: async () => {
      await told(client.query('rollback'));
    },
    close: () => client.end(),
  };
}

/** COMMIT of a transaction that cannot be committed is answered ROLLBACK, and is no error. */
function expectCommit(last: string): void {
  if (last !== 'COMMIT') throw new Error('the batch was not committed');
}

/** What PostgreSQL's or the driver's error means for the batch. */
async function told<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    const { code, severity } = cause as pg.DatabaseError;
    const fromServer = typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && typeof severity === 'string';
    if (!fromServer || severity === 'FATAL' || severity === 'PANIC') throw new StoreFailure('lost', cause);
    throw new StoreFailure(JUDGE_AGAIN.has(code) ? 'again' : 'poisoned', cause);
  }
}
