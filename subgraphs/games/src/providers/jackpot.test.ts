import { expect, test } from 'vitest';
import { DIALECTS } from './index.ts';
import { exactJackpot, jackpotOfUnits } from './jackpot.ts';
import { MalformedCall } from './provider.ts';

const read = (dialect: string, operation: string, body: object) =>
  DIALECTS.get(dialect)!.read({
    ...{ path: '', operation, query: new URLSearchParams(), headers: {} },
    body: Buffer.from(JSON.stringify(body)),
  });

test('our own dialect says shares exactly, finer than the currency, and nothing else', () => {
  expect(exactJackpot('x', undefined)).toEqual({});
  expect(exactJackpot('x', '0.00')).toEqual({});
  expect(exactJackpot('x', '0.005000')).toEqual({ jackpot: '0.005' });
  expect(exactJackpot('x', '1234567.000000000001')).toEqual({ jackpot: '1234567.000000000001' });
  for (const bad of ['', '-1', '1e3', '.5', '1.', '0.0000000000001', '1'.repeat(19)])
    expect(() => exactJackpot('x', bad)).toThrow(MalformedCall);
  const play = { playerId: 'p', transactionId: 't', roundId: 'r', gameId: 'g', amount: '1.00', currency: 'EUR' };
  const bet = { ...play, sessionToken: 's' };
  expect(read('croupier', 'bet', { ...bet, jackpotContribution: '0.01' })).toMatchObject({ jackpot: '0.01' });
  expect(read('croupier', 'win', { ...play, jackpotWin: '0.5' })).toMatchObject({ jackpot: '0.5' });
  expect(() => read('croupier', 'bet', { ...bet, jackpotContribution: 0.01 })).toThrow(MalformedCall);
});

test('other styles count in units, whole or broken; what cannot be read does not stop the money', () => {
  expect(jackpotOfUnits(0.5, 2)).toEqual({ jackpot: '0.005' });
  expect(jackpotOfUnits(250n, 5)).toEqual({ jackpot: '0.0025' });
  for (const nothing of [undefined, null, 0n, -1n, -0.5, 'much', {}, NaN, 1e300])
    expect(jackpotOfUnits(nothing, 2)).toEqual({});
  const play = { request_uuid: 'q', user: 'u', transaction_uuid: 't', round: 'r', game_code: 'g', currency: 'EUR' };
  const win = { ...play, amount: 500_000 };
  expect(read('hub88', 'win', { ...win, jackpot_win: 400_000 })).toMatchObject({ amount: '5.00', jackpot: '4' });
  expect(read('hub88', 'win', { ...win, jackpot_win: 'big' })).not.toHaveProperty('jackpot');
  const said = { sid: 's', userId: 'u', currency: 'EUR', game: { details: { table: { id: 't' } } } };
  const debit = (jackpots: unknown) =>
    read('evolution', 'debit', { ...said, transaction: { id: 'd', refId: 'r', amount: 1, jackpots } });
  expect(
    debit([
      { id: 'a', contribution: 0.005 },
      { id: 'b', contribution: 0.0000001234 },
    ]),
  ).not.toHaveProperty('jackpot');
  expect(
    debit([
      { id: 'a', contribution: 0.005 },
      { id: 'b', contribution: 0.01 },
    ]),
  ).toMatchObject({ jackpot: '0.015' });
  for (const unread of ['much', [7], [{ contribution: -1 }], [{ winAmount: 1 }], [{ contribution: 0 }], []])
    expect(debit(unread)).not.toHaveProperty('jackpot');
  const transaction = { id: 'c', refId: 'r', amount: 5, jackpots: [{ id: 'a', winAmount: 4 }] };
  expect(read('evolution', 'credit', { ...said, transaction })).toMatchObject({ amount: '5.00', jackpot: '4' });
});
