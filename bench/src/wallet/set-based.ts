import pg from 'pg';
import { type Contender, inTurn, STAKE_MINOR } from './contender.ts';
import { makePeerTables } from './peers.ts';

const BATCH = 1_000;
const HOUSE = '00000000-0000-0000-0000-000000000000';
const STATEMENT = {
  name: 'batch',
  text: `
    with bet as (select * from unnest($1::text[], $2::uuid[], $3::bigint[]) as b(reference, user_id, minor)),
    entered as (
      insert into set_entry (reference, line, user_id, minor)
      select reference, 0, user_id, -minor from bet union all select reference, 1, '${HOUSE}', minor from bet
      returning 1)
    update set_account a set balance_minor = a.balance_minor - s.minor
    from (select user_id, sum(minor)::bigint as minor from bet group by user_id) s where a.user_id = s.user_id`,
};

/** The limit: 1 000 bets in one statement and one commit, one after another on one connection, nobody judged. */
export async function setBased(databaseUrl: string): Promise<Contender> {
  const tables = await makePeerTables(databaseUrl, 'set');
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const next = inTurn(tables.players);
  const minors = Array.from({ length: BATCH }, () => STAKE_MINOR);
  let bets = 0;
  return {
    name: `c  one statement per ${BATCH}`,
    callers: 1,
    async ask() {
      const references = Array.from({ length: BATCH }, () => `bet-${++bets}`);
      const players = references.map(next);
      await client.query({ ...STATEMENT, values: [references, players, minors] });
      return BATCH;
    },
    check: (operations) => tables.check('one statement', operations),
    async stop() {
      await client.end();
      await tables.stop();
    },
  };
}
