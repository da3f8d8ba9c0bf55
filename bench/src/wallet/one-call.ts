import pg from 'pg';
import { timeOrderedId } from '../../../subgraphs/wallet/src/index.ts';
import { CLAIM, claimOf, makePlayers, openBooks, TRANSACTION, transactionOf } from './books.ts';
import { type Contender, inTurn, STAKE_MINOR } from './contender.ts';
import { MOST_CONNECTIONS } from './row-locks.ts';

const FUNCTION = `
  create sequence one_call_sequence;
  grant usage on sequence one_call_sequence to public;
  create function one_call(of_reference text, of_user uuid, of_transaction uuid, stake bigint) returns bigint language plpgsql as $$
  declare own wallet%rowtype;
  begin
    select * into own from wallet where user_id = of_user and currency = 'EUR' for update;
    if own.real_minor < stake then raise exception 'insufficient funds'; end if;
    insert into ${CLAIM} values (${claimOf('of_reference', 'of_user', 'of_transaction')});
    insert into ${TRANSACTION} values (${transactionOf({
      ...{ reference: 'of_reference', userId: 'of_user', transactionId: 'of_transaction' },
      ...{ sequence: `nextval('one_call_sequence')`, walletId: 'own.id', version: 'own.version + 1' },
      ...{ minor: 'stake', after: 'own.real_minor - stake' },
    })});
    update wallet set real_minor = real_minor - stake, version = version + 1 where user_id = of_user and currency = 'EUR';
    return own.real_minor - stake;
  end $$`;

/** One PL/pgSQL call per bet: one round trip, one commit, the same rows. */
export async function oneCall(urls: { app: string; owner: string }): Promise<Contender> {
  const owner = new pg.Client({ connectionString: urls.owner });
  await owner.connect();
  await owner.query(FUNCTION);
  await owner.end();
  const next = inTurn(await makePlayers(urls.app));
  const books = await openBooks(urls.app);
  const pool = new pg.Pool({ connectionString: urls.app, max: MOST_CONNECTIONS });
  let bets = 0;
  return {
    name: 'd  one PL/pgSQL call',
    async ask() {
      const values = [`bet-${++bets}`, next(), timeOrderedId(), STAKE_MINOR];
      await pool.query({ name: 'call', text: 'select one_call($1, $2, $3, $4)', values });
      return 1;
    },
    check: (operations) => books.check('one call', operations),
    async stop() {
      await pool.end();
      await books.stop();
    },
  };
}
