import pg from 'pg';
import { timeOrderedId } from '../../../subgraphs/wallet/src/index.ts';
import { CLAIM, claimOf, makePlayers, openBooks, TRANSACTION, transactionOf } from './books.ts';
import { type Contender, inTurn, STAKE_MINOR } from './contender.ts';

/** More connections make two cores slower; callers above it queue for one. */
export const MOST_CONNECTIONS = 32;

interface OwnWallet {
  id: string;
  real_minor: string;
  version: string;
}
const LOCK = {
  name: 'lock',
  text: `select id, real_minor, version from wallet where user_id = $1 and currency = 'EUR' for update`,
};
const CLAIMED = { name: 'claim', text: `insert into ${CLAIM} values (${claimOf('$1::text', '$2::uuid', '$3::uuid')})` };
const ENTER = {
  name: 'enter',
  text: `insert into ${TRANSACTION} values (${transactionOf({
    ...{ reference: '$1::text', userId: '$2::uuid', transactionId: '$3::uuid', sequence: '$4::bigint' },
    ...{ walletId: '$5::uuid', version: '$6::bigint', minor: '$7::bigint', after: '$8::bigint' },
  })})`,
};
const TAKE = {
  name: 'take',
  text: `update wallet set real_minor = $2, version = $3 where user_id = $1 and currency = 'EUR'`,
};

/** What a careful program without a ledger does: BEGIN, a row lock, a look, three writes, COMMIT. Six round trips. */
export async function rowLocks(databaseUrl: string): Promise<Contender> {
  const next = inTurn(await makePlayers(databaseUrl));
  const books = await openBooks(databaseUrl);
  const pool = new pg.Pool({ connectionString: databaseUrl, max: MOST_CONNECTIONS });
  let bets = 0;
  return {
    name: 'e  row locks, conversational',
    async ask() {
      const [userId, sequence, id] = [next(), ++bets, timeOrderedId()];
      const reference = `bet-${sequence}`;
      const client = await pool.connect();
      await client.query('begin');
      const { rows } = await client.query<OwnWallet>({ ...LOCK, values: [userId] });
      const own = rows[0] as OwnWallet;
      const [after, version] = [BigInt(own.real_minor) - STAKE_MINOR, BigInt(own.version) + 1n];
      if (after < 0n) throw new Error('insufficient funds');
      await client.query({ ...CLAIMED, values: [reference, userId, id] });
      await client.query({ ...ENTER, values: [reference, userId, id, sequence, own.id, version, STAKE_MINOR, after] });
      await client.query({ ...TAKE, values: [userId, after, version] });
      await client.query('commit');
      client.release();
      return 1;
    },
    check: (operations) => books.check('row locks', operations),
    async stop() {
      await pool.end();
      await books.stop();
    },
  };
}
