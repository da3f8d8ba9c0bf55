import pg from 'pg';
import { timeOrderedId } from '../../../subgraphs/wallet/src/index.ts';
import { CLAIM, claimOf, makePlayers, openBooks, TRANSACTION, transactionOf } from './books.ts';
import { type Contender, inTurn, STAKE_MINOR } from './contender.ts';

const BATCH = 1_000;
const STATEMENT = {
  name: 'batch',
  text: `
    with bet as (
      select b.*, w.id as wallet_id, w.real_minor - sum(b.minor) over own as after, w.version + row_number() over own as version
      from unnest($1::text[], $2::uuid[], $3::uuid[], $4::bigint[], $5::bigint[]) as b(reference, user_id, transaction_id, sequence, minor)
      join wallet w on w.user_id = b.user_id and w.currency = 'EUR'
      window own as (partition by b.user_id order by b.sequence rows unbounded preceding)),
    claimed as (insert into ${CLAIM} select ${claimOf('reference', 'user_id', 'transaction_id')} from bet),
    entered as (insert into ${TRANSACTION} select ${transactionOf({
      ...{ reference: 'reference', userId: 'user_id', transactionId: 'transaction_id', sequence: 'sequence' },
      ...{ walletId: 'wallet_id', version: 'version', minor: 'minor', after: 'after' },
    })} from bet)
    update wallet w set real_minor = s.after, version = s.version
    from (select user_id, min(after) as after, max(version) as version from bet group by user_id) s
    where w.user_id = s.user_id and w.currency = 'EUR'`,
};

/** The limit: 1 000 bets' rows in one statement and one commit, one after another on one connection, nobody judged. */
export async function setBased(databaseUrl: string): Promise<Contender> {
  const next = inTurn(await makePlayers(databaseUrl));
  const books = await openBooks(databaseUrl);
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const minors = Array.from({ length: BATCH }, () => STAKE_MINOR);
  let bets = 0;
  return {
    name: `c  one statement per ${BATCH}`,
    callers: 1,
    async ask() {
      const sequences = Array.from({ length: BATCH }, () => ++bets);
      const references = sequences.map((sequence) => `bet-${sequence}`);
      const values = [references, references.map(next), references.map(() => timeOrderedId()), sequences, minors];
      await client.query({ ...STATEMENT, values });
      return BATCH;
    },
    check: (operations) => books.check('one statement', operations),
    async stop() {
      await client.end();
      await books.stop();
    },
  };
}
