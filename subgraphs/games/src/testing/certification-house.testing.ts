import type { House, Player } from '@croupier/certify';
import { askCommands, type Command, type Operation } from '@croupier/contracts';
import { eventually } from '@croupier/testkit';
import { expect } from 'vitest';
import { areRoundsBehind } from '../rounds/are-rounds-behind.ts';
import { closeOpenRounds } from '../rounds/close-open-rounds.ts';
import { expireSession } from '../sessions/expire-session.ts';
import { openDemoSession } from '../sessions/open-demo-session.ts';
import { aPlayer, type GamesUnderTest } from './games-room.testing.ts';

type Gate = Extract<Operation, { kind: 'set_gate' }>;
type Asker = 'users' | 'payments';

const PLAYERS_AT_ONCE = 20;
const START = '1000.00';

/**
 * What the certification kit needs of an operator, done through the rooms that do it in the house. Sessions are of `provider`, in this game
 * (null: at a bookmaker).
 */
export function certificationHouse(
  games: GamesUnderTest,
  provider: string,
  more: Partial<House> = {},
  gameCode: string | null = 'dice',
): House {
  let numbers = 1;
  const ask = async (asker: Asker, commands: Command[]) => {
    const { results } = await games.askAs(asker, askCommands[asker], { commands });
    const refused = results.find(({ status }) => status !== 'DONE');
    if (refused) throw new Error(`the ledger answered ${JSON.stringify(refused)}`);
  };
  const command = (asker: Asker, userId: string, operation: Operation): Command => {
    const scope = asker === 'users' ? 'users' : 'psp:sandbox';
    return { scope, userId, deadlineAt: null, policy: null, operations: [operation] };
  };
  const gate = (userId: string, status: Gate['status'], limits: Gate['limits'] = []) =>
    command('users', userId, { kind: 'set_gate', number: numbers++, status, until: null, timeZone: 'UTC', limits });
  const deposit = (userId: string, amount: string, currency: string) =>
    command('payments', userId, {
      kind: 'deposit',
      reference: `${userId}-${numbers++}`,
      reservation: null,
      amount,
      currency,
    });
  const session = (userId: string, currency: string) =>
    openDemoSession(games.ctx(), { userId, gameCode, currency, provider });

  const makePlayers = async (currency: string): Promise<Player[]> => {
    const ids = Array.from({ length: PLAYERS_AT_ONCE }, () => aPlayer().userId);
    await ask(
      'users',
      ids.map((id) => gate(id, 'ACTIVE')),
    );
    await ask(
      'payments',
      ids.map((id) => deposit(id, START, currency)),
    );
    const tokens = await Promise.all(ids.map((id) => session(id, currency)));
    return ids.map((playerId, index) => {
      const token = tokens[index] as string;
      return { playerId, token, games: ['dice', 'coinflip'], currency, balance: START };
    });
  };
  const ready = new Map<string, Promise<Player[]>>();
  const player = async (currency: string): Promise<Player> => {
    const some = ready.get(currency) ?? makePlayers(currency);
    ready.set(currency, some);
    const [next] = (await some).splice(0, 1);
    if (next) return next;
    if (ready.get(currency) === some) ready.delete(currency);
    return player(currency);
  };

  return {
    player: ({ currency = 'EUR' }) => player(currency),
    expireSession: ({ token }) => expireSession(games.ctx(), token),
    secondSession: ({ playerId, currency }) => session(playerId, currency),
    block: ({ playerId }) => ask('users', [gate(playerId, 'BLOCKED')]),
    selfExclude: ({ playerId }) => ask('users', [gate(playerId, 'SELF_EXCLUDED')]),
    deposit: ({ playerId, currency }, amount) => ask('payments', [deposit(playerId, amount, currency)]),
    limitStakes: ({ playerId, currency }, amount) => {
      const limit = { kind: 'WAGER', period: 'DAY', amount, currency, minutes: null } as const;
      return ask('users', [gate(playerId, 'ACTIVE', [limit])]);
    },
    closeOpenRounds: () => closeAllRounds(games),
    ...more,
  };
}

/** The job as it runs after its hours, until it finds no open round any more; games knows a round a moment after the ledger does. */
async function closeAllRounds(games: GamesUnderTest): Promise<void> {
  await eventually(async () => expect(await areRoundsBehind(games.ctx())).toBe(false));
  await eventually(async () => expect(await closeOpenRounds(games.ctx(), 0)).toBe(0));
}
