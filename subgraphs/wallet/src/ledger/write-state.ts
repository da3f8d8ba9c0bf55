/** Second round trip of a batch: writes everything that its accepted commands changed, and COMMIT. */
import pg from 'pg';
import type { State, TableName } from './state.ts';
import type { WriteName } from './statements.ts';

const text = (rows: object[]): string =>
  JSON.stringify(rows, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));

const UPSERTS: [TableName, WriteName][] = [
  ['gate', 'put_gates'],
  ['counter', 'put_counters'],
  ['bet', 'put_bets'],
  ['closedRound', 'put_closed_rounds'],
  ['hold', 'put_holds'],
  ['reservation', 'put_reservations'],
  ['bonus', 'put_bonuses'],
  ['cap', 'put_caps'],
];

/** The statements that bring a state to the database, in order; none where nothing was changed. */
export function writesOf(state: State, sequenceBefore: number): string[] {
  const writes: string[] = [];
  const write = (name: WriteName, rows: object[]) => {
    if (rows.length > 0) writes.push(`execute ${name}(${pg.escapeLiteral(text(rows))})`);
  };
  // Sorted, so that two lanes that want the same references wait for each other in one order and never in a circle.
  const claims = state.changes('claim').map(({ row }) => row);
  write(
    'put_claims',
    claims.sort((a, b) => compare(a.reference, b.reference) || compare(a.scope, b.scope)),
  );
  const wallets = state.changes('wallet');
  write(
    'put_wallets',
    wallets.filter(({ before }) => !before).map(({ row }) => row),
  );
  write(
    'move_wallets',
    wallets.filter(({ before }) => before).map(({ row, before }) => ({ ...row, versionBefore: before!.version })),
  );
  for (const [table, name] of UPSERTS)
    write(
      name,
      state.changes(table).map(({ row }) => row),
    );
  write('put_transactions', state.transactions);
  write('put_postings', state.postings);
  if (state.alerts.length > 0) {
    write('put_alerts', state.alerts);
    writes.push(`select pg_notify('outbox', '')`);
  }
  if (state.sequence !== sequenceBefore)
    writes.push(`update lane set sequence = ${state.sequence} where lane = ${state.lane}`);
  return writes;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Writes and commits; answers only when PostgreSQL has said COMMIT. */
export async function commitState(client: pg.Client, writes: string[]): Promise<void> {
  const results = (await client.query([...writes, 'commit'].join(';'))) as unknown as pg.QueryResult[];
  if (results.at(-1)!.command !== 'COMMIT') throw new Error('the batch was not committed');
}
