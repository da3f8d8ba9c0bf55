import { freshClickhouse, eventually, type FreshClickhouse } from '@croupier/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aBet, alice, aWin, frank, type RunningReports, runningReports } from '../testing/running-reports.testing.ts';
import { gameChanged } from '@croupier/contracts';

let reports: RunningReports;
let clickhouse: FreshClickhouse;
beforeAll(async () => {
  reports = await runningReports({ clickhouseUrl: 'http://croupier:nobody@127.0.0.1:9/croupier' });
  clickhouse = await freshClickhouse();
});
afterAll(async () => {
  await reports.stop();
  await clickhouse.stop();
});

const rows = async () =>
  (await reports.report({ measures: ['stakes', 'payouts'], dimensions: ['genre'] })).data.report?.rows as unknown;

it('without ClickHouse the service is ready, keeps what it hears, and says that reports cannot be asked', async () => {
  expect((await fetch(`${reports.subgraph.url}/readyz`)).status).toBe(200);
  reports.wallet.post([aBet('1', { amount: '5.00' }), aWin('1', { amount: '1.00' })]);
  await reports.tell(gameChanged, {
    gameId: 'g',
    code: 'dice',
    slug: 'dice',
    provider: 'sandbox',
    title: 'Dice',
    genre: 'INSTANT',
    enabled: true,
    changedAt: '2026-03-01T00:00:00Z',
  });
  const { errors } = await reports.report({ measures: ['stakes'], dimensions: [] });
  expect(errors![0]!.extensions.code).toBe('PROVIDER_UNAVAILABLE');
  expect(
    (await reports.graph(frank, '{ reportTemplates { id } alerts { edges { node { id } } } }')).errors,
  ).toBeUndefined();
  expect((await reports.graph(alice, '{ reportTemplates { id } }')).errors![0]!.extensions.code).toBe('FORBIDDEN');
});

it('catches up when ClickHouse comes', async () => {
  await reports.restart({ CLICKHOUSE_URL: clickhouse.url });
  await eventually(async () => expect(await rows()).toEqual([['INSTANT', '5.00', '1.00']]));
});

it('fills a ClickHouse that lost everything again from the start', async () => {
  const { clickhouse: store } = reports.subgraph.makeContext().room;
  for (const table of ['raw_ledger_v1', 'games_v1', 'users_v1', 'raw_payments_v1', 'applied_sql_v1'])
    await store.command(`drop table ${table}`);
  reports.wallet.post([aBet('2', { amount: '0.50' })]);
  await eventually(async () => expect(await rows()).toEqual([['INSTANT', '5.50', '1.00']]));
});
