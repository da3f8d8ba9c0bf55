/** Players and the check of the books: one and the same for the wallet and for its peers, for all write the wallet's own tables. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { BALANCE_MINOR, expectBooks, PLAYERS, STAKE_MINOR } from './contender.ts';

const SCOPE = 'studio:bench';
const BOOKS = `
  select (select sum(real_minor) from wallet)::text as balances,
         (select count(*) from claim where scope = '${SCOPE}')::text as claims,
         (select count(*) from transaction where kind = 'BET')::text as bets,
         (select sum(real_change) from transaction where kind = 'BET')::text as taken,
         (select sum(gaming) from transaction where kind = 'BET')::text as house,
         (select count(*) from wallet w join (select user_id, min(real_after) as least, max(version) as version from transaction
            where kind = 'BET' group by user_id) t using (user_id) where t.least <> w.real_minor or t.version <> w.version)::text as wrong`;

export interface Books {
  check(name: string, operations: number): Promise<void>;
  stop(): Promise<void>;
}

/** Looks at the books of one database: balances, claims, bets, both sides of the postings, last balance and version of everybody. */
export async function openBooks(databaseUrl: string): Promise<Books> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  return {
    async check(name, operations) {
      const { rows } = await client.query<object>(BOOKS);
      const taken = operations === 0 ? null : BigInt(operations) * STAKE_MINOR;
      expectBooks(name, rows[0] as object, {
        balances: String(BigInt(PLAYERS) * BALANCE_MINOR - (taken ?? 0n)),
        ...{ claims: String(operations), bets: String(operations) },
        ...{ taken: taken === null ? null : String(-taken), house: taken === null ? null : String(taken), wrong: '0' },
      });
    },
    stop: () => client.end(),
  };
}

/** Makes a peer's players: gate and wallet, as the ledger would have left them. */
export async function makePlayers(databaseUrl: string): Promise<string[]> {
  const players = Array.from({ length: PLAYERS }, () => randomUUID());
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(
    `insert into player_gate (user_id, number, status, time_zone, limits, changed_at) select unnest($1::uuid[]), 1, 'ACTIVE', 'UTC', '[]', now()`,
    [players],
  );
  await client.query(
    `insert into wallet (user_id, id, currency, real_minor, version, created_at) select unnest($1::uuid[]), gen_random_uuid(), 'EUR', $2, 1, now()`,
    [players, BALANCE_MINOR],
  );
  await client.query('analyze');
  await client.end();
  return players;
}

/** The rows of a bet, as columns of an INSERT: a peer fills the same ones with the same kinds of values. */
export const CLAIM = `claim (scope, reference, kind, user_id, hash, transaction_id, created_at, lane, batch)`;
export const TRANSACTION = `transaction (user_id, transaction_id, created_at, lane, sequence, kind, wallet_id, currency, version, scope, reference,
  amount_minor, amount_eur_minor, real_change, bonus_change, locked_change, real_after, bonus_after, locked_after, round_id, game_id, bet_reference,
  free, promotion, purpose, gaming)`;

/** `values` of CLAIM for a bet. */
export const claimOf = (reference: string, userId: string, transactionId: string): string =>
  `'${SCOPE}', ${reference}, 'BET', ${userId}, 'abcdefghijklmnopqrstuv', ${transactionId}, now(), 0, 1`;

/** `values` of TRANSACTION for a bet. */
export const transactionOf = (bet: {
  reference: string;
  userId: string;
  transactionId: string;
  sequence: string;
  walletId: string;
  version: string;
  minor: string;
  after: string;
}): string =>
  `${bet.userId}, ${bet.transactionId}, now(), 0, ${bet.sequence}, 'BET', ${bet.walletId}, 'EUR', ${bet.version}, '${SCOPE}', ${bet.reference},
   ${bet.minor}, ${bet.minor}, -${bet.minor}, 0, 0, ${bet.after}, 0, 0, ${bet.reference}, 'dice', ${bet.reference}, false, false, 'PLAY', ${bet.minor}`;
