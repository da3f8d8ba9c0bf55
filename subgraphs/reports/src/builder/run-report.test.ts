import { gameChanged, paymentChanged, userChanged } from '@croupier/contracts';
import { eventually } from '@croupier/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  aBet,
  alice,
  aRollback,
  aWin,
  clara,
  olga,
  type RunningReports,
  runningReports,
  sam,
} from '../testing/running-reports.testing.ts';
import { ledgerRowOf } from '../ingest/ledger-row.ts';
import { DIMENSIONS, MEASURES } from './catalog.ts';

let reports: RunningReports;
beforeAll(async () => {
  reports = await runningReports();
});
afterAll(() => reports.stop());

const rowsOf = async (input: object) => {
  const { data, errors } = await reports.report(input);
  expect(errors).toBeUndefined();
  return data.report.rows as (string | null)[][];
};
const EUR_PLAYER = [{ field: 'player', op: 'EQ', values: ['money'] }];

describe('a report', () => {
  beforeAll(async () => {
    const money = { userId: 'money' };
    reports.wallet.post([
      aBet('m1', { ...money, amount: '10.00', jackpot: '0.004', at: '2026-03-10T12:00:00Z' }),
      aWin('m1', { ...money, amount: '3.33', jackpot: '2', at: '2026-03-10T12:00:01Z' }),
      aBet('m2', { ...money, amount: '0.07', jackpot: '0.06', at: '2026-03-10T23:30:00Z' }),
      aRollback('m2', { ...money, amount: '0.07', jackpot: '0.06', at: '2026-03-11T00:10:00Z' }),
      aBet('m3', { ...money, amount: '5.00', jackpot: '0.004', at: '2026-03-11T08:00:00Z' }),
      aWin('m3', { ...money, amount: '0.00', at: '2026-03-11T08:00:01Z' }),
    ]);
    reports.wallet.post(
      [
        aBet('j1', { ...money, amount: '1000', amountEur: '6.13', currency: 'JPY', at: '2026-03-10T12:00:00Z' }),
        aWin('j1', { ...money, amount: '400', amountEur: '2.45', currency: 'JPY', at: '2026-03-10T12:00:02Z' }),
        aBet('t1', { ...money, amount: '0.000000001', amountEur: '0.00', currency: 'TON', at: '2026-03-10T12:00:00Z' }),
      ],
      { lane: 1 },
    );
    await reports.counted();
  });

  it('is exact to the cent per currency and day, net of rollbacks at the time of their posting', async () => {
    expect(
      await rowsOf({
        measures: ['stakes', 'payouts', 'ggr', 'rtp', 'rounds', 'bets', 'players', 'arpu'],
        dimensions: ['currency', 'day'],
        filters: EUR_PLAYER,
      }),
    ).toEqual([
      ['EUR', '2026-03-10', '10.07', '3.33', '6.74', '0.3307', '1', '2', '1', '6.74'],
      ['EUR', '2026-03-11', '4.93', '0.00', '4.93', '0.0000', '1', '0', '1', '4.93'],
      ['JPY', '2026-03-10', '1000', '400', '600', '0.3997', '1', '1', '1', '600'],
      ['TON', '2026-03-10', '0.000000001', '0.000000000', '0.000000001', null, '1', '1', '1', '0.000000001'],
    ]);
  });

  it("cuts days, hours and months in the report's time zone", async () => {
    const input = {
      measures: ['stakes'],
      dimensions: ['day'],
      filters: [...EUR_PLAYER, { field: 'currency', op: 'EQ', values: ['EUR'] }],
    };
    expect(await rowsOf({ ...input, timeZone: 'Europe/Riga' })).toEqual([
      ['2026-03-10', '10.00'],
      ['2026-03-11', '5.00'],
    ]);
    expect(await rowsOf({ ...input, timeZone: 'America/New_York' })).toEqual([
      ['2026-03-10', '10.00'],
      ['2026-03-11', '5.00'],
    ]);
    expect(await rowsOf({ ...input, timeZone: 'Pacific/Auckland' })).toEqual([['2026-03-11', '15.00']]);
    const hours = await rowsOf({ ...input, dimensions: ['hour'], timeZone: 'Asia/Kathmandu' });
    expect(hours).toEqual([
      ['2026-03-10T17:00:00+05:45', '10.00'],
      ['2026-03-11T05:00:00+05:45', '0.00'],
      ['2026-03-11T13:00:00+05:45', '5.00'],
    ]);
    expect(await rowsOf({ ...input, dimensions: ['month'] })).toEqual([['2026-03', '15.00']]);
  });

  it('is in EUR at the day’s rate without currency, and its totals leave out sums of different currencies', async () => {
    const measures = ['stakes', 'payouts', 'ggr', 'rounds'];
    const inEur = (await reports.report({ measures, dimensions: [], filters: EUR_PLAYER })).data.report;
    expect(inEur.rows).toEqual([['21.13', '5.78', '15.35', '4']]);
    expect(inEur.totals).toEqual(['21.13', '5.78', '15.35', '4']);
    const mixed = (await reports.report({ measures, dimensions: ['currency'], filters: EUR_PLAYER, limit: 1 })).data
      .report;
    expect(mixed.rows).toEqual([['EUR', '15.00', '3.33', '11.67', '2']]);
    expect(mixed.totals).toEqual([null, null, null, null, '4']);
  });

  it('counts from `from` on and up to but without `to`', async () => {
    const input = { measures: ['stakes'], dimensions: [], filters: EUR_PLAYER };
    expect(await rowsOf({ ...input, from: '2026-03-11T00:10:00Z', to: '2026-03-11T08:00:00Z' })).toEqual([['-0.07']]);
    expect(await rowsOf({ ...input, from: '2026-03-11T00:10:00.001Z', to: '2026-03-11T08:00:00.001Z' })).toEqual([
      ['5.00'],
    ]);
  });

  it('filters by dimensions and measures, orders, limits, and adds up what the filters kept', async () => {
    const input = {
      measures: ['stakes', 'rtp'],
      dimensions: ['currency', 'day'],
      filters: [...EUR_PLAYER, { field: 'stakes', op: 'BETWEEN', values: ['4.93', '10.07'] }],
    };
    const kept = (await reports.report({ ...input, orderBy: [{ key: 'stakes', direction: 'DESC' }], limit: 1 })).data
      .report;
    expect(kept.rows).toEqual([['EUR', '2026-03-10', '10.07', '0.3307']]);
    expect(kept.totals).toEqual([null, null, '15.00', '0.2220']);
    expect(kept.columns.map(({ key, type }: { key: string; type: string }) => [key, type])).toEqual([
      ['currency', 'TEXT'],
      ['day', 'TEXT'],
      ['stakes', 'MONEY'],
      ['rtp', 'PERCENT'],
    ]);
    const ops: [string, string[], string[]][] = [
      ['EQ', ['JPY'], ['JPY']],
      ['NE', ['EUR'], ['JPY', 'TON']],
      ['IN', ['EUR', 'TON'], ['EUR', 'TON']],
      ['GT', ['JPY'], ['TON']],
      ['GTE', ['JPY'], ['JPY', 'TON']],
      ['LT', ['JPY'], ['EUR']],
      ['LTE', ['JPY'], ['EUR', 'JPY']],
      ['BETWEEN', ['F', 'K'], ['JPY']],
      ['CONTAINS', ['o'], ['TON']],
    ];
    for (const [op, values, currencies] of ops) {
      const rows = await rowsOf({
        measures: ['stakes'],
        dimensions: ['currency'],
        filters: [...EUR_PLAYER, { field: 'currency', op, values }],
      });
      expect([op, rows.map(([currency]) => currency)]).toEqual([op, currencies]);
    }
  });

  it('splits by provider, game, genre, player, country and method of payment', async () => {
    const at = '2026-03-10T12:00:00.000Z';
    await reports.tell(gameChanged, {
      gameId: 'g',
      code: 'dice',
      slug: 'dice',
      provider: 'sandbox',
      title: 'Dice',
      genre: 'INSTANT',
      enabled: true,
      changedAt: at,
    });
    await reports.tell(userChanged, {
      userId: 'split',
      displayName: 'S',
      status: 'ACTIVE',
      statusUntil: null,
      roles: ['PLAYER'],
      kycStatus: 'APPROVED',
      country: 'LV',
      changedAt: at,
    });
    const payment = {
      userId: 'split',
      amount: '20.00',
      currency: 'EUR',
      failureCode: null,
      at,
      status: 'SUCCEEDED' as const,
      sequence: 3,
    };
    await reports.tell(paymentChanged, { ...payment, paymentId: 'pay-1', kind: 'DEPOSIT', method: 'sandbox-card' });
    await reports.tell(paymentChanged, { ...payment, paymentId: 'pay-2', kind: 'WITHDRAWAL', method: 'sandbox-bank' });
    const split = { userId: 'split' };
    reports.wallet.post([
      { ...split, kind: 'DEPOSIT', scope: 'psp:sandbox', reference: 'pay-1', amount: '20.00' },
      {
        ...split,
        kind: 'HOLD',
        scope: 'psp:sandbox',
        reference: 'pay-2',
        betReference: 'pay-2',
        purpose: 'WITHDRAWAL',
        amount: '5.00',
      },
      {
        ...split,
        kind: 'CAPTURE',
        scope: 'psp:sandbox',
        reference: 'pay-2:capture',
        betReference: 'pay-2',
        purpose: 'WITHDRAWAL',
        amount: '5.00',
      },
      aBet('s1', { ...split, amount: '2.00' }),
      {
        ...split,
        kind: 'HOLD',
        scope: 'bookmaker:demo-bookmaker',
        reference: 'b1',
        betReference: 'b1',
        purpose: 'BOOKMAKER_BET',
        amount: '4.00',
        roundId: null,
        gameId: null,
      },
      {
        ...split,
        kind: 'WIN',
        scope: 'bookmaker:demo-bookmaker',
        reference: 'b1',
        betReference: 'b1',
        purpose: 'BOOKMAKER_BET',
        outcome: 'WIN',
        amount: '6.00',
        roundId: null,
        gameId: null,
      },
    ]);
    await reports.counted();
    const filters = [{ field: 'player', op: 'EQ', values: ['split'] }];
    // Events about people, games and payments come on their own way.
    await eventually(async () => {
      expect(
        await rowsOf({
          measures: ['stakes', 'payouts', 'rounds'],
          dimensions: ['provider', 'game', 'genre', 'player', 'country'],
          filters,
        }),
      ).toEqual([
        ['demo-bookmaker', '', 'SPORT', 'split', 'LV', '4.00', '6.00', '1'],
        ['sandbox', 'dice', 'INSTANT', 'split', 'LV', '2.00', '0.00', '1'],
      ]);
      expect(await rowsOf({ measures: ['deposits', 'withdrawals'], dimensions: ['method'], filters })).toEqual([
        ['sandbox-bank', '0.00', '5.00'],
        ['sandbox-card', '20.00', '0.00'],
      ]);
      expect(
        await rowsOf({
          measures: ['stakes'],
          dimensions: ['player'],
          filters: [{ field: 'country', op: 'EQ', values: ['LV'] }],
        }),
      ).toEqual([['split', '6.00']]);
    });
  });

  it('takes bonuses off the net revenue: what was granted less what came back', async () => {
    const bonus = { userId: 'bonus', scope: 'bonus' };
    reports.wallet.post([
      {
        ...bonus,
        kind: 'BONUS_GRANT',
        amount: '10.00',
        buckets: [{ bucket: 'BONUS', amount: '10.00', balanceAfter: '10.00' }],
      },
      aBet('k1', {
        userId: 'bonus',
        amount: '8.00',
        buckets: [{ bucket: 'BONUS', amount: '-8.00', balanceAfter: '2.00' }],
      }),
      {
        ...bonus,
        kind: 'FORFEITURE',
        amount: '2.00',
        buckets: [{ bucket: 'BONUS', amount: '-2.00', balanceAfter: '0.00' }],
      },
      // The bonus has died: what it won goes back to the house.
      aWin('k1', { userId: 'bonus', amount: '3.00', buckets: [] }),
    ]);
    await reports.counted();
    const filters = [{ field: 'player', op: 'EQ', values: ['bonus'] }];
    expect(await rowsOf({ measures: ['ggr', 'bonusCost', 'ngr'], dimensions: [], filters })).toEqual([
      ['5.00', '5.00', '0.00'],
    ]);
  });

  it('sums jackpots below the cent before it rounds, without what was rolled back', async () => {
    const measures = ['jackpotContributions', 'jackpotPayouts'];
    expect(await rowsOf({ measures, dimensions: [], filters: EUR_PLAYER })).toEqual([['0.01', '2.00']]);
  });

  it('combines every measure with every dimension', async () => {
    const { data, errors } = await reports.report({
      measures: MEASURES.map(({ name }) => name),
      dimensions: DIMENSIONS.map(({ name }) => name),
      timeZone: 'Asia/Tokyo',
    });
    expect(errors).toBeUndefined();
    expect(data.report.columns).toHaveLength(MEASURES.length + DIMENSIONS.length);
    expect(data.report.rows.length).toBeGreaterThan(5);
  });

  it('does not count twice what is pushed or applied again', async () => {
    const input = { measures: ['stakes', 'payouts', 'bets', 'rounds'], dimensions: ['player'] };
    const before = await rowsOf(input);
    for (const [lane, entries] of reports.wallet.lanes.entries()) {
      reports.wallet.push(lane, entries);
      reports.wallet.push(lane, entries.slice(1, 3));
    }
    // The cursor is lost after the insert: the worst moment for a crash.
    await reports.subgraph.orm.em.fork().getConnection().execute('update projection_cursor set sequence = 0');
    reports.wallet.post([aBet('again', { userId: 'again', amount: '1.00' })]);
    await reports.counted();
    const { clickhouse } = reports.subgraph.makeContext().room;
    const rows = reports.wallet.lanes.flatMap((entries, lane) => entries.map((entry) => ledgerRowOf(lane, entry)));
    for (let time = 0; time < 3; time++) await clickhouse.insert('raw_ledger_v1', rows);
    expect(await rowsOf(input)).toEqual([['again', '1.00', '0.00', '1', '1'], ...before].sort());
  });

  it('refuses unknown names, forged values and wrong sizes by field, and changes nothing', async () => {
    const evil = "stakes) from raw_ledger_v1; drop table raw_ledger_v1 -- '";
    const good = { measures: ['stakes'], dimensions: ['day'] };
    const wrong: [object, string][] = [
      [{ ...good, measures: [evil] }, 'measures.0'],
      [{ ...good, measures: ['constructor'] }, 'measures.0'],
      [{ ...good, measures: [] }, 'measures'],
      [{ ...good, measures: ['stakes', 'stakes'] }, 'measures'],
      [{ ...good, dimensions: [evil] }, 'dimensions.0'],
      [{ ...good, dimensions: ['__proto__'] }, 'dimensions.0'],
      [{ ...good, filters: [{ field: evil, op: 'EQ', values: ['x'] }] }, 'filters.0.field'],
      [{ ...good, filters: [{ field: 'stakes', op: 'GT', values: [evil] }] }, 'filters.0.values'],
      [{ ...good, filters: [{ field: 'stakes', op: 'CONTAINS', values: ['1'] }] }, 'filters.0.op'],
      [{ ...good, filters: [{ field: 'player', op: 'EQ', values: ['a\u0000b'] }] }, 'filters.0.values'],
      [{ ...good, filters: [{ field: 'player', op: 'BETWEEN', values: ['a'] }] }, 'filters.0.values'],
      [{ ...good, filters: [{ field: 'player', op: 'IN', values: [] }] }, 'filters.0.values'],
      [{ ...good, orderBy: [{ key: evil, direction: 'ASC' }] }, 'orderBy.0.key'],
      [{ ...good, orderBy: [{ key: 'ggr', direction: 'ASC' }] }, 'orderBy.0.key'],
      [{ ...good, timeZone: `UTC') -- ` }, 'timeZone'],
      [{ ...good, timeZone: 'Europe/Atlantis' }, 'timeZone'],
      [{ ...good, limit: 10_001 }, 'limit'],
      [{ ...good, limit: 0 }, 'limit'],
      [{ ...good, from: '2026-03-10T00:00:00Z', to: '2026-03-10T00:00:00Z' }, 'to'],
    ];
    for (const [input, field] of wrong) {
      const { errors } = await reports.report(input);
      expect([field, errors?.[0]?.extensions.code, Object.keys(errors?.[0]?.extensions.fields ?? {})]).toEqual([
        field,
        'BAD_USER_INPUT',
        [field],
      ]);
    }
  });

  it('takes a value for a value, whatever stands in it', async () => {
    const nasty = [
      `' or 1=1 --`,
      `\\' or 1=1 --`,
      `{tz:String}`,
      `a'b\\c\nd\te"; drop table raw_ledger_v1 -- Ж`,
      `%`,
      `money') or (1=1`,
    ].map((text, index) => `${index}${text}`);
    reports.wallet.post(nasty.map((userId, index) => aBet(`n${index}`, { userId, amount: `${index + 1}.00` })));
    await reports.counted();
    for (const [index, value] of nasty.entries()) {
      for (const filter of [
        { op: 'EQ', values: [value] },
        { op: 'IN', values: [value] },
        { op: 'CONTAINS', values: [value] },
        { op: 'BETWEEN', values: [value, value] },
      ]) {
        expect(
          await rowsOf({ measures: ['stakes'], dimensions: ['player'], filters: [{ field: 'player', ...filter }] }),
        ).toEqual([[value, `${index + 1}.00`]]);
      }
    }
  });

  it('is for finance, compliance and admins', async () => {
    for (const identity of [clara, olga])
      expect((await reports.report({ measures: ['stakes'], dimensions: [] }, identity)).errors).toBeUndefined();
    for (const identity of [alice, sam])
      expect((await reports.report({ measures: [''], dimensions: [] }, identity)).errors![0]!.extensions.code).toBe(
        'FORBIDDEN',
      );
  });

  it('says up to when it is complete: a moment ago, or the last entry counted where a lane lags', async () => {
    const freshAt = async () =>
      (await reports.report({ measures: ['bets'], dimensions: [] })).data.report.freshAt as string;
    reports.wallet.post([aBet('last', { at: '2026-05-01T12:00:00.000Z' })]);
    await reports.counted();
    expect(Date.now() - Date.parse(await freshAt())).toBeLessThan(5_000);
    reports.wallet.unseen = 1;
    expect(await freshAt()).toBe('2026-05-01T12:00:00.000Z');
    reports.wallet.unseen = 0;
    expect(Date.now() - Date.parse(await freshAt())).toBeLessThan(5_000);
  });
});
