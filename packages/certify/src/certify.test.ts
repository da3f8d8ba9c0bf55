import { describe, expect, test } from 'vitest';
import { CASES } from './cases/index.ts';
import { DIALECTS } from './dialects/index.ts';
import { lineOf } from './report.ts';
import { runCertification } from './run-certification.ts';
import { BREAKS, type Break } from './testing/broken-rules.testing.ts';
import { startWrongWallet } from './testing/start-wrong-wallet.testing.ts';

/** Which case must notice which broken rule. */
const NOTICED: Record<Break, number[]> = {
  'repeated-win': [53, 67, 99],
  'repeated-bet': [44, 45, 47, 50],
  'repeated-rollback': [80, 115],
  'renamed-rollback': [81],
  'expired-win': [7],
  'expired-rollback': [8],
  'expired-bet': [6],
  'blocked-win': [70],
  'blocked-bet': [33, 34],
  'unknown-field': [16],
  'any-signature': [13, 14, 15],
  'signature-of-new-json': [13, 14],
  'any-moment': [15],
  'told-to-strangers': [5],
  'foreign-session': [3],
  'other-amount': [45],
  'other-round': [46],
  'ids-per-player': [39],
  'negative-bet': [26],
  'made-players': [32],
  'forgotten-tombstone': [43],
  'unknown-rollback': [82],
  'said-amount': [84],
  'others-bet': [85],
  'rolled-back-win': [69],
  'settled-rollback': [75, 86, 90],
  'won-rollback': [87],
  overdraft: [51],
  'single-precision': [62],
  'open-forever': [42],
  'any-currency': [29],
  'any-game': [28],
  'win-without-bet': [64, 76],
  'stale-balance': [24],
  'zero-win': [61],
  'late-gift': [121],
  'new-id-for-a-repeat': [44, 80],
  'bet-id-as-win': [68],
  'jackpot-on-top': [77],
  'free-for-all': [98],
};

async function certify(broken: Break | null, only?: number[]) {
  const wallet = await startWrongWallet(broken);
  try {
    const target = {
      url: wallet.url,
      dialect: DIALECTS.get('croupier')!,
      credentials: wallet.credentials,
      timeoutMs: 10_000,
    };
    return await runCertification(target, wallet.house, { only, atOnce: 10, slowestMs: 10_000, storm: 50 });
  } finally {
    wallet.stop();
  }
}

test('there are 122 cases, numbered as they are published', () => {
  expect(CASES.map(({ number }) => number)).toEqual(Array.from({ length: 122 }, (_, index) => index + 1));
});

test('a wallet that breaks nothing fails nothing', async () => {
  const results = await certify(null);
  expect(results.filter(({ verdict }) => verdict === 'FAIL').map(lineOf)).toEqual([]);
  expect(results.filter(({ verdict }) => verdict === 'PASS').length).toBeGreaterThan(75);
});

describe('a wallet that breaks a rule fails:', () => {
  test.each(Object.entries(NOTICED) as [Break, number[]][])('%s', async (broken, numbers) => {
    const results = await certify(broken, numbers[0] === 121 ? [21, 121] : numbers);
    const failed = results.filter(({ verdict }) => verdict === 'FAIL').map(({ number }) => number);
    expect(failed, BREAKS[broken]).toEqual(expect.arrayContaining(numbers));
  });
});

test('a wallet that does not answer fails, and the kit goes on', async () => {
  const wallet = await startWrongWallet(null);
  const target = {
    url: 'http://127.0.0.1:9',
    dialect: DIALECTS.get('croupier')!,
    credentials: wallet.credentials,
    timeoutMs: 500,
  };
  const [result] = await runCertification(target, wallet.house, { only: [21] });
  wallet.stop();
  expect(result).toMatchObject({ verdict: 'FAIL', evidence: [{ status: null }] });
});
