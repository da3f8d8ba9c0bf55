import { randomUUID } from 'node:crypto';
import { inTransaction, query } from '@croupier/kit';
import { eventually } from '@croupier/testkit';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { aPlayer, startGames, type GamesUnderTest, type Person } from '../testing/games-room.testing.ts';
import { done, EUR_WALLET } from '../testing/scripted-ledger.testing.ts';
import { hold, result } from '../testing/told-bets.testing.ts';
import { recalculateBets } from './recalculate-bets.ts';
import { payoutMinor, runRecalculation } from './run-recalculation.ts';

let games: GamesUnderTest;
const player = aPlayer();
const admin: Person = { userId: randomUUID(), roles: ['ADMIN'] };
beforeAll(async () => {
  games = await startGames();
});
afterAll(() => games?.stop());
beforeEach(() => {
  games.ledger.messages.length = 0;
  Object.assign(games.ledger, { silent: false, wallet: EUR_WALLET, judge: () => done('tx-1') });
});

const message = expect.any(String) as string;
const operations = () => games.ledger.commands().map((command) => command.operations[0]);

const recalculate = (round_id: string, correct_result: string, options = {}) =>
  games.bookmaker('recalculate_bets', { round_id, correct_result }, options);

test('settles every bet of the partner in the round by its selection, rounding down, and leaves the others', async () => {
  const round = { roundId: 'rc-1' };
  games.ledger.write(
    ...[
      hold(player, 'k-1', round),
      hold(player, 'k-2', { ...round, selection: 'away' }),
      hold(player, 'k-3', round),
      hold(player, 'k-4', { ...round, odds: null }),
    ],
    ...[
      hold(player, 'k-5', { ...round, amount: '3.33', odds: '1.85' }),
      hold(player, 'k-6', { ...round, scope: 'bookmaker:demo-bookmaker-2' }),
      hold(player, 'k-7', { roundId: 'rc-2' }),
    ],
    ...[result(player, 'k-1', 'WIN', 'LOSE', '0.00'), result(player, 'k-3', 'RELEASE', 'REFUND', '10.00')],
  );
  // At once: it waits until the projection has what the ledger knows.
  const answer = await recalculate('rc-1', 'home');
  expect(answer.status).toBe(200);
  expect(answer.body).toEqual({ status: 'recalculated', message });
  expect(operations().sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)))).toEqual([
    { kind: 'settle_bet', bet: 'k-1', outcome: 'WIN', payout: '18.57' },
    { kind: 'settle_bet', bet: 'k-2', outcome: 'LOSE', payout: '0.00' },
    { kind: 'settle_bet', bet: 'k-5', outcome: 'WIN', payout: '6.16' },
  ]);
  games.ledger.messages.length = 0;
  expect(
    (await recalculate('rc-1', 'home', { partner: 'demo-bookmaker-2', secret: 'bookmaker-secret-2' })).status,
  ).toBe(200);
  expect(operations()).toMatchObject([{ bet: 'k-6' }]);
  expect((await recalculate('never-seen', 'home')).status).toBe(200);
});

test('more bets than a batch are all settled once, and a repeat while it runs joins it', async () => {
  games.ledger.write(...Array.from({ length: 450 }, (_, index) => hold(player, `big-${index}`, { roundId: 'rc-big' })));
  const answers = await Promise.all([recalculate('rc-big', 'home'), recalculate('rc-big', 'home')]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  expect(new Set(operations().map((operation) => (operation as { bet: string }).bet)).size).toBe(450);
  expect(operations()).toHaveLength(450);
});

test('after ten seconds it is 503 with Retry-After while the work goes on, and the repeat gets its end', async () => {
  games.ledger.write(hold(player, 'slow-1', { roundId: 'rc-slow' }));
  let busy = true;
  games.ledger.judge = () => (busy ? { status: 'TRY_AGAIN', message: 'busy' } : done('tx'));
  const startedAtMs = Date.now();
  const first = await recalculate('rc-slow', 'home');
  expect(Date.now() - startedAtMs).toBeGreaterThan(9_900);
  busy = false;
  expect([first.status, first.headers.get('retry-after')]).toEqual([503, '1']);
  const second = await recalculate('rc-slow', 'home');
  expect(second.status).toBe(200);
});

const sql = (text: string, values: unknown[] = []) => query(games.ctx().em, text, values);
/** As another process left it: `leasedForMs` more it is that one's. */
const leftBehind = (roundId: string, correctResult: string, leasedForMs: number, afterBet?: string) =>
  sql(
    `insert into recalculation (partner_id, round_id, correct_result, bets, settled, after_bet, lease, leased_until)
     values ('demo-bookmaker', ?, ?, 3, 1, coalesce(?::uuid, '00000000-0000-0000-0000-000000000000'), gen_random_uuid(), now() + ? * interval '1 millisecond')`,
    [roundId, correctResult, afterBet ?? null, leasedForMs],
  );
const statusOf = async (roundId: string) =>
  sql('select correct_result, status from recalculation where round_id = ? order by id', [roundId]);

test('what another process left is finished from where it stood, once its lease has ended and not before', async () => {
  games.ledger.write(...['l-1', 'l-2', 'l-3'].map((bet) => hold(player, bet, { roundId: 'rc-left' })));
  const bets = await eventually(async () => {
    const found = await sql(`select id, bet_id from bookmaker_bet where round_id = 'rc-left' order by id`);
    expect(found).toHaveLength(3);
    return found as { id: string; bet_id: string }[];
  });
  await leftBehind('rc-left', 'home', 3_600_000, bets[0]!.id);
  expect(
    await recalculateBets(
      games.ctx(),
      { partnerId: 'demo-bookmaker', roundId: 'rc-left', correctResult: 'home' },
      1_500,
    ),
  ).toBe('running');
  expect(operations()).toEqual([]);
  await sql(`update recalculation set leased_until = now() - interval '1 second' where round_id = 'rc-left'`);
  await eventually(async () => expect(await statusOf('rc-left')).toMatchObject([{ status: 'DONE' }]));
  expect(
    operations()
      .map((operation) => (operation as { bet: string }).bet)
      .sort(),
  ).toEqual(
    bets
      .slice(1)
      .map((bet) => bet.bet_id)
      .sort(),
  );
  expect(await sql(`select bets::int, settled::int from recalculation where round_id = 'rc-left'`)).toEqual([
    { bets: 3, settled: 3 },
  ]);
});

test('one that cannot go on leaves the others their turn and is taken up again later, not at once', async () => {
  games.ledger.write(...['s-1', 't-1'].map((bet) => hold(player, bet, { roundId: `rc-${bet}` })));
  await eventually(async () =>
    expect(await sql(`select 1 from bookmaker_bet where round_id in ('rc-s-1', 'rc-t-1')`)).toHaveLength(2),
  );
  const silent = () => Promise.reject(new Error('nobody answers'));
  // In one transaction: until its end the room's own runner does not see it.
  await inTransaction(games.ctx(), async (ctx) => {
    const rows = (text: string) => query(ctx.em, text);
    await rows(
      `insert into recalculation (partner_id, round_id, correct_result) values ('demo-bookmaker', 'rc-s-1', 'home')`,
    );
    expect(await runRecalculation({ ...ctx, ask: silent }, new AbortController().signal)).toBe(false);
    expect(
      await rows(`select status, lease, leased_until > now() as waits from recalculation where round_id = 'rc-s-1'`),
    ).toEqual([{ status: 'RUNNING', lease: null, waits: true }]);
  });
  expect((await recalculate('rc-t-1', 'home')).status).toBe(200);
  await eventually(async () => expect(await statusOf('rc-s-1')).toMatchObject([{ status: 'DONE' }]));
});

test('another result waits for the one that runs, and no command outlives the lease it was sent under', async () => {
  games.ledger.write(hold(player, 'o-1', { roundId: 'rc-order' }));
  let busy = true;
  games.ledger.judge = () => (busy ? { status: 'TRY_AGAIN', message: 'busy' } : done('tx'));
  const first = recalculate('rc-order', 'home');
  await eventually(() => expect(operations().length).toBeGreaterThan(0));
  const second = recalculate('rc-order', 'away');
  await eventually(async () => expect(await statusOf('rc-order')).toHaveLength(2));
  const asked = operations().length;
  await eventually(() => expect(operations().length).toBeGreaterThan(asked + 1));
  const [{ leased_until: leasedUntil }] = (await sql(
    `select leased_until from recalculation where round_id = 'rc-order' and lease is not null`,
  )) as [{ leased_until: string }];
  for (const command of games.ledger.commands())
    expect(Date.parse(command.deadlineAt!)).toBeLessThan(new Date(leasedUntil).getTime());
  expect(operations().every((operation) => (operation as { outcome: string }).outcome === 'WIN')).toBe(true);
  busy = false;
  expect([(await first).status, (await second).status]).toEqual([200, 200]);
  const outcomes = operations().map((operation) => (operation as { outcome: string }).outcome);
  expect([...new Set(outcomes)]).toEqual(['WIN', 'LOSE']);
});

const TO_RECALCULATE = `{ roundsToRecalculate(first: 100, partnerId: "demo-bookmaker") { edges { node { roundId reason correctResult open won lost } } } }`;
const RECALCULATIONS = `query ($filter: RecalculationFilter) { recalculations(filter: $filter) { edges { node { roundId correctResult status bets settled finishedAt } } pageInfo { hasNextPage } } }`;

test('staff see which rounds need recalculation and how far each is; players see none of it', async () => {
  games.ledger.write(
    ...['n-1', 'n-2'].map((bet) => hold(player, bet, { roundId: 'rc-need' })),
    ...['d-1', 'd-2'].map((bet) => hold(player, bet, { roundId: 'rc-differs' })),
    ...[result(player, 'n-1', 'WIN', 'WIN', '18.57'), result(player, 'n-2', 'WIN', 'LOSE', '0.00')],
  );
  const needed = async () => {
    const { data } = await games.graph(TO_RECALCULATE, admin);
    const { edges } = (data as unknown as { roundsToRecalculate: { edges: { node: { roundId: string } }[] } })
      .roundsToRecalculate;
    return edges.map(({ node }) => node).filter(({ roundId }) => ['rc-need', 'rc-differs'].includes(roundId));
  };
  const counts = { open: 0, won: 1, lost: 1 };
  await eventually(async () =>
    expect(await needed()).toEqual([
      { roundId: 'rc-need', reason: 'CONFLICTING_RESULTS', correctResult: null, ...counts },
    ]),
  );
  // The scripted ledger settles nothing by itself: the bets stay open, which differs from the result.
  expect((await recalculate('rc-differs', 'home')).status).toBe(200);
  expect(await needed()).toMatchObject([
    { roundId: 'rc-differs', reason: 'DIFFERS_FROM_RESULT', correctResult: 'home', open: 2 },
    {},
  ]);
  games.ledger.write(...['d-1', 'd-2'].map((bet) => result(player, bet, 'WIN', 'WIN', '18.57')));
  await eventually(async () => expect(await needed()).toMatchObject([{ roundId: 'rc-need' }]));
  const { data } = await games.graph(RECALCULATIONS, admin, { filter: { roundId: 'rc-differs', status: 'DONE' } });
  expect((data as unknown as { recalculations: object }).recalculations).toMatchObject({
    edges: [{ node: { correctResult: 'home', status: 'DONE', bets: 2, settled: 2, finishedAt: message } }],
    pageInfo: { hasNextPage: false },
  });
  for (const query of [TO_RECALCULATE, RECALCULATIONS])
    expect((await games.graph(query, player)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
});

test('odds multiply exactly and round down', () => {
  expect(payoutMinor(333n, '1.85')).toBe(616n);
  expect(payoutMinor(1n, '1.999999999')).toBe(1n);
  expect(payoutMinor(1_000n, '2')).toBe(2_000n);
  expect(payoutMinor(1_000_000_000_000n, '1.000000001')).toBe(1_000_000_001_000n);
});
