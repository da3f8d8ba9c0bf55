import type { LedgerEntry } from '@croupier/contracts';
import { describe, expect, it } from 'vitest';
import { anEntry } from '../testing/running-reports.testing.ts';
import { ledgerRowOf } from './ledger-row.ts';

const BOOKMAKER: Partial<LedgerEntry> = { scope: 'bookmaker:b', purpose: 'BOOKMAKER_BET' };
const real = (amount: string): LedgerEntry['buckets'] => [{ bucket: 'REAL', amount, balanceAfter: '0' }];

/** bets, stake, payout, bonus cost, deposit, withdrawal; decimals without their zeros */
const counted = (wish: Partial<LedgerEntry>) => {
  const row = ledgerRowOf(0, anEntry(wish));
  return [
    row.bets,
    ...[row.stake, row.payout, row.bonus_cost, row.deposit, row.withdrawal].map((text) => text.replace(/\.?0+$/, '')),
  ];
};

describe('an entry of the ledger’s log, as reports count it', () => {
  it.each<[string, Partial<LedgerEntry>, unknown[]]>([
    ['a bet', { kind: 'BET', amount: '1.50' }, [1, '1.5', '0', '0', '0', '0']],
    ['a free bet', { kind: 'BET', amount: '0.00', free: true }, [1, '0', '0', '0', '0', '0']],
    ['a win', { kind: 'WIN', amount: '2.00' }, [0, '0', '2', '0', '0', '0']],
    [
      'a win towards a bonus that has ended',
      { kind: 'WIN', amount: '2.00', buckets: real('0.50') },
      [0, '0', '2', '-1.5', '0', '0'],
    ],
    ['a rollback', { kind: 'ROLLBACK', amount: '1.50' }, [-1, '-1.5', '0', '0', '0', '0']],
    ['a rollback in part', { kind: 'ROLLBACK', amount: '1.50', partial: true }, [0, '-1.5', '0', '0', '0', '0']],
    ['a bookmaker’s hold', { ...BOOKMAKER, kind: 'HOLD', amount: '4.00', buckets: [] }, [1, '4', '0', '0', '0', '0']],
    [
      'a bookmaker’s win, whose stake leaves locked money',
      {
        ...BOOKMAKER,
        kind: 'WIN',
        amount: '6.00',
        buckets: [...real('6.00'), { bucket: 'LOCKED', amount: '-4.00', balanceAfter: '0' }],
      },
      [0, '0', '6', '0', '0', '0'],
    ],
    ['a bookmaker’s void', { ...BOOKMAKER, kind: 'RELEASE', amount: '4.00' }, [-1, '-4', '0', '0', '0', '0']],
    [
      'a re-settlement that takes back',
      { ...BOOKMAKER, kind: 'RESETTLEMENT', amount: '6.00', buckets: real('-6.00') },
      [0, '0', '-6', '0', '0', '0'],
    ],
    [
      'a withdrawal’s hold',
      { kind: 'HOLD', scope: 'psp:s', purpose: 'WITHDRAWAL', amount: '4.00' },
      [0, '0', '0', '0', '0', '0'],
    ],
    [
      'a withdrawal’s release',
      { kind: 'RELEASE', scope: 'psp:s', purpose: 'WITHDRAWAL', amount: '4.00' },
      [0, '0', '0', '0', '0', '0'],
    ],
    [
      'a withdrawal that was paid',
      { kind: 'CAPTURE', scope: 'psp:s', purpose: 'WITHDRAWAL', amount: '4.00' },
      [0, '0', '0', '0', '0', '4'],
    ],
    ['a deposit', { kind: 'DEPOSIT', scope: 'psp:s', amount: '4.00' }, [0, '0', '0', '0', '4', '0']],
    ['a bonus', { kind: 'BONUS_GRANT', amount: '4.00' }, [0, '0', '0', '4', '0', '0']],
    ['a forfeiture', { kind: 'FORFEITURE', amount: '4.00' }, [0, '0', '0', '-4', '0', '0']],
    [
      'a closed round',
      { kind: 'ROUND_CLOSED', amount: '0', currency: null, transactionId: null },
      [0, '0', '0', '0', '0', '0'],
    ],
    ['a correction', { kind: 'CORRECTION', amount: '4.00' }, [0, '0', '0', '0', '0', '0']],
  ])('%s', (_what, wish, expected) => {
    expect(counted(wish)).toEqual(expected);
  });

  it('takes the EUR of the whole from the log, and of a part its share rounded half up', () => {
    const row = ledgerRowOf(
      1,
      anEntry({ kind: 'WIN', amount: '1000', currency: 'JPY', amountEur: '6.13', buckets: real('500') }),
    );
    expect([row.payout_eur, row.bonus_cost, row.bonus_cost_eur]).toEqual([
      '6.130000000',
      '-500.000000000',
      '-3.070000000',
    ]);
    expect(
      ledgerRowOf(1, anEntry({ kind: 'ROLLBACK', amount: '1000', currency: 'JPY', amountEur: '6.13' })).stake_eur,
    ).toBe('-6.130000000');
  });

  it('counts jackpots to the last digit, and takes them back with their bet or win', () => {
    const jackpots = (entry: Parameters<typeof anEntry>[0]) => {
      const row = ledgerRowOf(0, anEntry(entry));
      const { jackpot_contribution, jackpot_contribution_eur, jackpot_payout, jackpot_payout_eur } = row;
      return [jackpot_contribution, jackpot_contribution_eur, jackpot_payout, jackpot_payout_eur].map(Number);
    };
    expect(jackpots({ kind: 'BET', jackpot: '0.005' })).toEqual([0.005, 0.005, 0, 0]);
    expect(jackpots({ kind: 'ROLLBACK', jackpot: '0.005' })).toEqual([-0.005, -0.005, 0, 0]);
    expect(jackpots({ kind: 'WIN', amount: '200', currency: 'JPY', amountEur: '1.20', jackpot: '100' })).toEqual([
      ...[0, 0, 100, 0.6],
    ]);
    expect(jackpots({ kind: 'RESETTLEMENT', jackpot: '7' })).toEqual([0, 0, -7, -7]);
    expect(jackpots({ kind: 'BET' })).toEqual([0, 0, 0, 0]);
    expect(ledgerRowOf(0, anEntry({ kind: 'BET', jackpot: '1.123456789012' })).jackpot_contribution).toBe(
      '1.123456789012',
    );
  });

  it('keeps nine digits and the largest amounts', () => {
    expect(ledgerRowOf(0, anEntry({ amount: '0.000000001', currency: 'TON' })).stake).toBe('0.000000001');
    expect(ledgerRowOf(0, anEntry({ amount: '9999999999999999.99' })).stake).toBe('9999999999999999.990000000');
  });

  it('turns the moment into UTC', () => {
    expect(ledgerRowOf(0, anEntry({ at: '2026-03-10T01:30:00.5+03:00' })).at).toBe('2026-03-09 22:30:00.500');
  });
});
