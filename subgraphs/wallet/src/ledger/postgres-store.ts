/** PostgreSQL behind the port of store.ts: a session is a connection with every statement prepared. */
import pg from 'pg';
import { readState } from './read-state.ts';
import { PREPARE } from './statements.ts';
import { type Clock, type LedgerSession, type LedgerStore, StoreFailure } from './store.ts';
import { writesOf, type Writes } from './write-state.ts';

/** The world was not what the batch was judged on: another process was faster. unique_violation, serialization_failure, deadlock_detected, and query_canceled: the lane was taken for too long */
const JUDGE_AGAIN = new Set(['23505', '40001', '40P01', '57014']);

export function postgresStore(databaseUrl: string, clock: Clock): LedgerStore {
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
        await told(client.query(PREPARE.join(';')));
      } catch (error) {
        await client.end().catch(() => undefined);
        throw error;
      }
      return sessionOf(client, lane, clock);
    },
  };
}

function sessionOf(client: pg.Client, lane: number, clock: Clock): LedgerSession {
  return {
    begin: (commands, now) => told(readState(client, lane, commands, now)),
    commit: async (state) => {
      const committedAt = state.transactions[0]?.createdAt ?? Math.max(clock.now(), state.moment);
      await told(
        new Promise<void>((resolve, reject) => {
          client.query(new Commit(writesOf(state, committedAt), resolve, reject));
        }),
      );
    },
    rollback: async () => {
      await told(client.query('rollback'));
    },
    close: () => client.end(),
  };
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

/**
 * All statements of a batch, the rows of its COPYs and COMMIT in one message train: one round trip. The server reads the rows when it
 * comes to them, and after an error passes over those that are left (PostgreSQL's protocol, COPY operations).
 */
class Commit implements pg.Submittable {
  #last = '';
  #error: Error | null = null;

  constructor(
    private readonly writes: Writes,
    private readonly resolve: () => void,
    private readonly reject: (cause: Error) => void,
  ) {}

  submit = (connection: pg.Connection): void => {
    const { statements, copies } = this.writes;
    const { stream } = connection as unknown as { stream: import('node:stream').Writable };
    const wire = connection as unknown as {
      query(text: string): void;
      sendCopyFromChunk(chunk: Buffer): void;
      endCopyFrom(): void;
    };
    stream.cork();
    wire.query([...statements, 'commit'].join(';'));
    for (const lines of copies) {
      wire.sendCopyFromChunk(Buffer.from(lines));
      wire.endCopyFrom();
    }
    stream.uncork();
  };

  handleCopyInResponse(): void {
    // its rows are on their way already
  }
  handleRowDescription(): void {
    // no answer is looked at: what does not fit raises an error
  }
  handleDataRow(): void {
    // as above
  }
  handlePortalSuspended(): void {
    // there are no portals
  }
  handleEmptyQuery(): void {
    // there is always a COMMIT
  }
  handleCommandComplete(message: { text: string }): void {
    this.#last = message.text;
  }
  handleError(cause: Error): void {
    this.#error ??= cause;
    this.reject(cause);
  }
  handleReadyForQuery(): void {
    if (this.#error) return;
    if (this.#last === 'COMMIT') this.resolve();
    else this.reject(new Error('the batch was not committed'));
  }
}
