import { askCommands, type Command } from '@croupier/contracts';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commandOf, gate } from '../testing/plays.testing.ts';
import { type RunningWallet, runningWallet, staff } from '../testing/running-wallet.testing.ts';

let wallet: RunningWallet;
beforeAll(async () => {
  wallet = await runningWallet({ BONUS_MOST_WAGERING: '10' });
}, 60_000);
afterAll(() => wallet.stop());

const GRANT = `mutation ($i: GrantBonusInput!) { grantBonus(input: $i) { amount { amount } wageringRequired { amount } converted { amount }
  terms { mostBet { amount } mostConversion { amount } wageringBase deposit { amount } contributions { gameCode percent } defaultContribution } } }`;
const frank = staff(randomUUID(), 'FINANCE');
const eur = (amount: string) => ({ amount, currency: 'EUR' });

async function person(): Promise<string> {
  const userId = randomUUID();
  await wallet.users(askCommands.users, { commands: [commandOf(userId, 'users', gate()) as Command] });
  return userId;
}
async function grant(more: object): Promise<unknown> {
  const answer = await wallet.graph(frank, GRANT, { i: { userId: await person(), kind: 'MONEY', ...more } });
  return answer.errors?.[0]?.extensions.code ?? answer.data.grantBonus;
}

test('a grant without terms has none', async () => {
  expect(await grant({ amount: eur('5.00'), wageringMultiple: 10 })).toEqual({
    ...{
      amount: { amount: '5.00' },
      wageringRequired: { amount: '50.00' },
      converted: { amount: '0.00' },
      terms: null,
    },
  });
});

test('a grant keeps its terms; a part of a deposit is rounded down and capped', async () => {
  const terms = {
    ...{ wageringBase: 'DEPOSIT_AND_BONUS', mostBet: eur('2.00'), mostConversion: eur('100.00') },
    ...{ contributions: [{ gameCode: 'roulette', percent: 10 }], defaultContribution: 90 },
  };
  const match = { percent: 50, cap: eur('20.00') };
  expect(await grant({ ...terms, deposit: eur('33.33'), match, wageringMultiple: 3 })).toEqual({
    ...{ amount: { amount: '16.66' }, wageringRequired: { amount: '149.97' }, converted: { amount: '0.00' } },
    terms: {
      ...{ mostBet: { amount: '2.00' }, mostConversion: { amount: '100.00' }, wageringBase: 'DEPOSIT_AND_BONUS' },
      ...{ deposit: { amount: '33.33' }, contributions: terms.contributions, defaultContribution: 90 },
    },
  });
  expect(await grant({ deposit: eur('100.00'), match })).toMatchObject({ amount: { amount: '20.00' } });
});

test('wagering beyond the jurisdiction’s most is refused, whatever its base', async () => {
  expect(await grant({ amount: eur('5.00'), wageringMultiple: 11 })).toBe('BAD_USER_INPUT');
  const both = { amount: eur('5.00'), deposit: eur('5.00'), wageringBase: 'DEPOSIT_AND_BONUS' };
  expect(await grant({ ...both, wageringMultiple: 6 })).toBe('BAD_USER_INPUT');
  expect(await grant({ ...both, wageringMultiple: 5 })).toMatchObject({ wageringRequired: { amount: '50.00' } });
  const rounds = { kind: 'FREE_ROUNDS', rounds: 1, gameCode: 'dice', stake: eur('1.00') };
  expect(await grant({ ...rounds, wageringMultiple: 11 })).toBe('BAD_USER_INPUT');
  expect(await grant({ ...rounds, wageringMultiple: 10, mostConversion: eur('50.00') })).toMatchObject({
    amount: null,
  });
});

test('terms that say nothing are refused', async () => {
  const amount = eur('5.00');
  const bad = [
    { amount, wageringBase: 'DEPOSIT_AND_BONUS' },
    { amount, match: { percent: 100 }, deposit: amount },
    { match: { percent: 100 } },
    { match: { percent: 0 }, deposit: amount },
    { match: { percent: 1 }, deposit: eur('0.99') },
    { amount, mostBet: { amount: '1.00', currency: 'USD' } },
    { amount, mostBet: eur('0.00') },
    { amount, defaultContribution: 101 },
    { amount, contributions: [{ gameCode: 'a', percent: -1 }] },
    {
      amount,
      contributions: [
        { gameCode: 'a', percent: 1 },
        { gameCode: 'a', percent: 2 },
      ],
    },
    { amount, contributions: [{ gameCode: 'a\u0000', percent: 1 }] },
    { amount, contributions: Array.from({ length: 501 }, (_, at) => ({ gameCode: `g${at}`, percent: 1 })) },
    { kind: 'FREE_ROUNDS', rounds: 1, gameCode: 'dice', stake: amount, deposit: amount },
  ];
  const answers: unknown[] = [];
  for (const each of bad) answers.push(await grant(each));
  expect(answers).toEqual(bad.map(() => 'BAD_USER_INPUT'));
});
