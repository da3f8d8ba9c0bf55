import pg from 'pg';
import { type Contender, inTurn, STAKE_MINOR } from './contender.ts';
import { makePeerTables } from './peers.ts';

const HOUSE = '00000000-0000-0000-0000-000000000000';
/** More connections make two cores slower; callers above it queue for one. */
export const MOST_CONNECTIONS = 32;

const LOCK = { name: 'lock', text: 'select balance_minor from row_account where user_id = $1 for update' };
const TAKE = { name: 'take', text: 'update row_account set balance_minor = balance_minor - $2 where user_id = $1' };
const ENTER = {
  name: 'enter',
  text: `insert into row_entry (reference, line, user_id, minor) values ($1, 0, $2, -$3::bigint), ($1, 1, '${HOUSE}', $3::bigint)`,
};

/** What a careful program without a ledger does: BEGIN, a row lock, a look, two writes, COMMIT. Five round trips. */
export async function rowLocks(databaseUrl: string): Promise<Contender> {
  const tables = await makePeerTables(databaseUrl, 'row');
  const pool = new pg.Pool({ connectionString: databaseUrl, max: MOST_CONNECTIONS });
  const next = inTurn(tables.players);
  let bets = 0;
  return {
    name: 'b  row locks, conversational',
    async ask() {
      const [userId, reference] = [next(), `bet-${++bets}`];
      const client = await pool.connect();
      await client.query('begin');
      const { rows } = await client.query<{ balance_minor: string }>({ ...LOCK, values: [userId] });
      if (BigInt(rows[0]?.balance_minor ?? 0) < STAKE_MINOR) throw new Error('insufficient funds');
      await client.query({ ...TAKE, values: [userId, STAKE_MINOR] });
      await client.query({ ...ENTER, values: [reference, userId, STAKE_MINOR] });
      await client.query('commit');
      client.release();
      return 1;
    },
    check: (operations) => tables.check('row locks', operations),
    async stop() {
      await pool.end();
      await tables.stop();
    },
  };
}
