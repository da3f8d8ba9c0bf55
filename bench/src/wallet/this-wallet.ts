import { randomUUID } from 'node:crypto';
import { createLedger, type LedgerCommand } from '../../../subgraphs/wallet/src/index.ts';
import type { CommandResult } from '@croupier/contracts';
import { openBooks } from './books.ts';
import { BALANCE, type Contender, inTurn, PLAYERS, STAKE } from './contender.ts';

export const SCOPE = 'studio:bench';

/** Who executes a command: the ledger in this process, or the wallet's service over the broker. */
export type Execute = (command: LedgerCommand) => Promise<CommandResult>;

/** This house's ledger in this process, on its migrated database, asked as `answer-commands.ts` asks it. */
export async function thisWallet(databaseUrl: string): Promise<Contender> {
  const ledger = await createLedger({ databaseUrl });
  const books = await openBooks(databaseUrl);
  const next = inTurn(await playersOf(ledger.execute));
  return {
    name: 'a  this wallet',
    ask: betting(ledger.execute, next),
    check: (operations) => books.check('this wallet', operations),
    async stop() {
      await ledger.stop();
      await books.stop();
    },
  };
}

/** Takes one bet of the next player. */
export function betting(execute: Execute, next: () => string): () => Promise<number> {
  let bets = 0;
  return async () => {
    const id = `bet-${++bets}`;
    const verdicts = { token: null, game: null, sessionCurrency: null };
    const play = { currency: 'EUR', roundId: id, gameId: 'dice', verdicts };
    await done(execute, SCOPE, next(), [{ kind: 'bet', reference: id, amount: STAKE, free: false, ...play }]);
    return 1;
  };
}

/** Players with a gate and money, made by the ledger itself. */
export async function playersOf(execute: Execute): Promise<string[]> {
  const players = Array.from({ length: PLAYERS }, () => randomUUID());
  const gate = { number: 1, status: 'ACTIVE' as const, until: null, timeZone: 'UTC', limits: [] };
  const money = { amount: BALANCE, currency: 'EUR', reservation: null };
  for (let at = 0; at < players.length; at += 1_000) {
    await Promise.all(
      players.slice(at, at + 1_000).map((userId) =>
        done(execute, 'psp:bench', userId, [
          { kind: 'set_gate', ...gate },
          { kind: 'deposit', reference: userId, ...money },
        ]),
      ),
    );
  }
  return players;
}

async function done(
  execute: Execute,
  scope: string,
  userId: string,
  operations: LedgerCommand['operations'],
): Promise<void> {
  const result = await execute({ scope, userId, deadlineAt: null, policy: null, operations });
  if (result.status !== 'DONE') throw new Error(`this wallet did not do it: ${JSON.stringify(result)}`);
}
