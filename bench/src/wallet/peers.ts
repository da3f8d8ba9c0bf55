/** The peers' two tables: a balance per player, and two entries per bet (the player's and the house's). */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { BALANCE_MINOR, expectBooks, PLAYERS, STAKE_MINOR } from './contender.ts';

const START = (BigInt(PLAYERS) * BALANCE_MINOR).toString();

export interface PeerTables {
  players: string[];
  /** Compares the balances with the entries of the last run, then empties the entries: a peer never drags its past along. */
  check(name: string, operations: number): Promise<void>;
  stop(): Promise<void>;
}

/** Makes `<prefix>_account` and `<prefix>_entry` and their players. */
export async function makePeerTables(databaseUrl: string, prefix: string): Promise<PeerTables> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const players = Array.from({ length: PLAYERS }, () => randomUUID());
  await client.query(`create table ${prefix}_account (
    user_id uuid primary key, balance_minor bigint not null check (balance_minor >= 0)) with (fillfactor = 70)`);
  await client.query(`create table ${prefix}_entry (
    reference text not null, line smallint not null, user_id uuid not null, minor bigint not null,
    created_at timestamptz not null default now(), primary key (reference, line))`);
  await client.query(`insert into ${prefix}_account select unnest($1::uuid[]), $2`, [players, BALANCE_MINOR]);
  const books = `
    select (select sum(balance_minor) from ${prefix}_account)::text as balances,
           (select count(*) from ${prefix}_entry)::text as entries,
           (select coalesce(sum(minor), 0) from ${prefix}_entry)::text as sum,
           (select coalesce(sum(minor), 0) from ${prefix}_entry where line = 0)::text as taken`;
  let before = 0;
  return {
    players,
    async check(name, operations) {
      const { rows } = await client.query<object>(books);
      const balances = BigInt(START) - BigInt(operations) * STAKE_MINOR;
      const fresh = operations - before;
      const taken = String(-BigInt(fresh) * STAKE_MINOR);
      expectBooks(name, rows[0] as object, { balances: String(balances), entries: String(2 * fresh), sum: '0', taken });
      await client.query(`truncate ${prefix}_entry`);
      before = operations;
    },
    stop: () => client.end(),
  };
}
