/** A ledger on a database of its own, and the books checked when a test file ends. */
import { type CallbackPolicy, CROUPIER_POLICY } from '@croupier/contracts';
import { freshDatabase } from '@croupier/testkit';
import pg from 'pg';
import { createLedger, type LedgerOptions } from '../ledger/ledger.ts';
import type { LedgerOperation } from '../ledger/operation.ts';
import { brokenBooks, commandOf } from './plays.testing.ts';

export async function openBooks(options: Partial<LedgerOptions> = {}) {
  const database = await freshDatabase('wallet');
  const ledger = await createLedger({ databaseUrl: database.appUrl, ...options });
  const pool = new pg.Pool({ connectionString: database.appUrl, max: 2 });
  pool.on('error', () => undefined); // the database may go first
  return {
    ...{ database, ledger, pool },
    /** Executes and answers in one line: `DONE 9.00/0.00/0.00` or `LIMIT_REACHED 9.00/0.00/0.00`. */
    line(userId: string, scope: string, ...operations: LedgerOperation[]): Promise<string> {
      return this.lineUnder({}, userId, scope, ...operations);
    },
    /** The same for a studio whose policy differs from Croupier's in this. */
    async lineUnder(
      policy: Partial<CallbackPolicy>,
      ...[userId, scope, ...operations]: Parameters<typeof commandOf>
    ): Promise<string> {
      const command = { ...commandOf(userId, scope, ...operations), policy: { ...CROUPIER_POLICY, ...policy } };
      const result = await ledger.execute(command);
      if (result.status === 'TRY_AGAIN') return `TRY_AGAIN ${result.message}`;
      const wallet = result.wallet && `${result.wallet.real}/${result.wallet.bonus}/${result.wallet.locked}`;
      return `${result.status === 'REFUSED' ? result.code : 'DONE'} ${wallet}`;
    },
    /** Balance of a house account, derived from postings, in minor units. */
    async house(account: string, scope: string): Promise<string> {
      const { rows } = await pool.query(
        'select coalesce(sum(minor), 0)::text as minor from posting where account = $1 and scope = $2',
        [account, scope],
      );
      return rows[0].minor;
    },
    broken: () => brokenBooks(pool),
    async close() {
      await ledger.stop();
      await pool.end();
      await database.drop();
    },
  };
}
export type Books = Awaited<ReturnType<typeof openBooks>>;
