import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { createLedger, type Ledger, type LedgerCommand } from '../../../subgraphs/wallet/src/index.ts';
import {
  BALANCE,
  BALANCE_MINOR,
  type Contender,
  expectBooks,
  inTurn,
  PLAYERS,
  STAKE,
  STAKE_MINOR,
} from './contender.ts';

const SCOPE = 'studio:bench';
const BOOKS = `
  select (select sum(real_minor) from wallet)::text as balances,
         (select sum(minor) from posting)::text as postings,
         (select count(*) from claim where scope = '${SCOPE}')::text as claims,
         (select count(*) from wallet w left join (select user_id, sum(minor) as minor from posting where account = 'REAL' group by user_id) p
            using (user_id) where p.minor is distinct from w.real_minor)::text as wrong`;

/** This house's ledger in this process, on its migrated database, asked as `answer-commands.ts` asks it. */
export async function thisWallet(databaseUrl: string): Promise<Contender> {
  const ledger = await createLedger({ databaseUrl });
  const books = new pg.Client({ connectionString: databaseUrl });
  await books.connect();
  const next = inTurn(await makePlayers(ledger));
  let bets = 0;
  return {
    name: 'a  this wallet',
    async ask() {
      const id = `bet-${++bets}`;
      const verdicts = { token: null, game: null, sessionCurrency: null };
      const play = { currency: 'EUR', roundId: id, gameId: 'dice', verdicts };
      await done(ledger, SCOPE, next(), [{ kind: 'bet', reference: id, amount: STAKE, free: false, ...play }]);
      return 1;
    },
    async check(operations) {
      const { rows } = await books.query<object>(BOOKS);
      const balances = BigInt(PLAYERS) * BALANCE_MINOR - BigInt(operations) * STAKE_MINOR;
      const expected = { balances: String(balances), postings: '0', claims: String(operations), wrong: '0' };
      expectBooks('this wallet', rows[0] as object, expected);
    },
    async stop() {
      await ledger.stop();
      await books.end();
    },
  };
}

async function makePlayers(ledger: Ledger): Promise<string[]> {
  const players = Array.from({ length: PLAYERS }, () => randomUUID());
  const gate = { number: 1, status: 'ACTIVE' as const, until: null, timeZone: 'UTC', limits: [] };
  const money = { amount: BALANCE, currency: 'EUR', reservation: null };
  await Promise.all(
    players.map((userId) =>
      done(ledger, 'bench', userId, [
        { kind: 'set_gate', ...gate },
        { kind: 'deposit', reference: userId, ...money },
      ]),
    ),
  );
  return players;
}

async function done(
  ledger: Ledger,
  scope: string,
  userId: string,
  operations: LedgerCommand['operations'],
): Promise<void> {
  const result = await ledger.execute({ scope, userId, deadlineAt: null, policy: null, operations });
  if (result.status !== 'DONE') throw new Error(`this wallet did not do it: ${JSON.stringify(result)}`);
}
