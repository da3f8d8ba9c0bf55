import type { Command } from '@croupier/contracts';
import { BadUserInput, ProviderUnavailable, type Ask } from '@croupier/kit';
import { expect, test } from 'vitest';
import { LedgerCommands } from './ledger-commands.ts';
import { done } from './testing/scripted-ledger.testing.ts';

const command = (userId: string): Command => ({
  scope: 'studio:sandbox',
  userId,
  deadlineAt: null,
  policy: null,
  operations: [{ kind: 'end_round', roundId: 'r' }],
});
const asked: string[][] = [];
const askWith = (answer: (users: string[]) => unknown): Ask => {
  asked.length = 0;
  return (async (_contract: unknown, { commands }: { commands: Command[] }) => {
    asked.push(commands.map(({ userId }) => userId));
    return { results: answer(commands.map(({ userId }) => userId)) };
  }) as unknown as Ask;
};

test('commands of one tick share messages of at most 500, each with its own answer', async () => {
  const ledger = new LedgerCommands(askWith((users) => users.map((user) => done(`tx-${user}`))));
  const results = await Promise.all(Array.from({ length: 1_200 }, (_, index) => ledger.send(command(String(index)))));
  expect(asked.map((users) => users.length)).toEqual([500, 500, 200]);
  results.forEach((result, index) => expect(result).toMatchObject({ results: [{ transactionId: `tx-${index}` }] }));
});

test('a ledger that does not answer is TRY_AGAIN for each', async () => {
  const ledger = new LedgerCommands(
    askWith(() => {
      throw new ProviderUnavailable();
    }),
  );
  const results = await Promise.all([ledger.send(command('a')), ledger.send(command('b'))]);
  expect(results.map(({ status }) => status)).toEqual(['TRY_AGAIN', 'TRY_AGAIN']);
});

test('a command that the ledger calls malformed fails alone', async () => {
  const ledger = new LedgerCommands(
    askWith((users) => {
      if (users.includes('poison')) throw new BadUserInput('no');
      return users.map((user) => done(`tx-${user}`));
    }),
  );
  const results = await Promise.all(['a', 'poison', 'b'].map((user) => ledger.send(command(user))));
  expect(results.map(({ status }) => status)).toEqual(['DONE', 'TRY_AGAIN', 'DONE']);
});
