import { askCommands, type Command, type Operation } from '@croupier/contracts';
import { aPlayer, type GamesUnderTest, type Person } from './games-room.testing.ts';

export const commandOf = (userId: string, scope: string, ...operations: Operation[]): Command => ({
  scope,
  userId,
  deadlineAt: null,
  policy: null,
  operations,
});

/** What users tells the ledger of a person. */
export const setGate = (games: GamesUnderTest, userId: string, number: number, status: 'ACTIVE' | 'BLOCKED') =>
  games.askAs('users', askCommands.users, {
    commands: [
      commandOf(userId, 'users', { kind: 'set_gate', number, status, until: null, timeZone: 'UTC', limits: [] }),
    ],
  });

/** A player whom the real ledger knows, with money. */
export async function aPlayerWith(games: GamesUnderTest, amount: string): Promise<Person> {
  const player = aPlayer();
  const { userId } = player;
  await setGate(games, userId, 1, 'ACTIVE');
  await games.askAs('payments', askCommands.payments, {
    commands: [
      commandOf(userId, 'psp:sandbox', {
        kind: 'deposit',
        reference: `d-${userId}`,
        reservation: null,
        amount,
        currency: 'EUR',
      }),
    ],
  });
  return player;
}
