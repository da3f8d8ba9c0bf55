import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ASandbox, quick, signed } from '../testing/a-sandbox.ts';
import { TestOperator } from '../testing/test-operator.ts';

let operator: TestOperator;
let sandbox: ASandbox;
beforeEach(async () => {
  operator = await new TestOperator().start();
  operator.tokens.set('tok-1', 'alice');
  const timing = { ...quick, callTimeoutMs: 1_500, playTimeoutMs: 4_000, winReserveMs: 1_500 };
  sandbox = await new ASandbox(operator.url, { timing }).start();
  await sandbox.launch();
});
afterEach(async () => {
  await sandbox.stop();
  await operator.stop();
});

const misbehave = async (switches: object) => expect((await sandbox.post('/misbehaviour', switches)).status).toBe(200);
const balanceAfter = (won: boolean) => (won ? '1000.98' : '999.00');

test('every callback is sent several times at once, under one transactionId', async () => {
  await misbehave({ duplicates: 3 });
  const { status, body } = await sandbox.play();
  expect([status, body.balance.real]).toEqual([200, balanceAfter(body.outcome.won)]);
  for (const operation of ['bet', 'win']) {
    const calls = operator.of(operation);
    expect([calls.length, new Set(calls.map((call) => call.body.transactionId)).size]).toEqual([4, 1]);
  }
});

test('the answers to bets are lost: they are repeated, then rolled back', async () => {
  await misbehave({ loseAnswers: true });
  expect(await sandbox.play()).toMatchObject({ status: 504, body: { error: 'PROVIDER_TIMEOUT' } });
  await vi.waitFor(() => expect(operator.balanceMinor).toBe(100_000n), 5_000);
  expect(operator.of('bet').length).toBeGreaterThan(1);
  expect(operator.of('rollback')[0]!.body.betTransactionId).toBe(operator.of('bet')[0]!.body.transactionId);
});

test('a bet arrives after its rollback', async () => {
  await misbehave({ lateBets: true });
  expect((await sandbox.play()).status).toBe(504);
  await vi.waitFor(() => expect(operator.of('bet')).toHaveLength(1), 5_000);
  expect(
    operator.calls.filter(({ operation }) => operation !== 'authenticate').map(({ operation }) => operation),
  ).toEqual(['rollback', 'bet']);
});

test('the end of a round is kept back, and whoever asks for the round hears the callback that is missing', async () => {
  await misbehave({ loseEnds: true });
  const play = sandbox.play();
  await vi.waitFor(() => expect(operator.of('bet')).toHaveLength(1));
  const path = `/rounds/${operator.of('bet')[0]!.body.roundId}`;
  const ended = { finished: true, calls: [{ operation: 'win', body: { playerId: 'alice', roundClosed: true } }] };
  const shown = await vi.waitFor(async () => {
    const { body } = await sandbox.get(path, signed(path));
    expect(body).toMatchObject(ended);
    return body;
  });
  expect(operator.of('win')).toHaveLength(0);
  await misbehave({});
  expect((await play).body.payout).toBe(shown.calls[0].body.amount);
  expect(operator.of('win')[0]!.body).toMatchObject(shown.calls[0].body);
});

test('callbacks leave late, and signed with a wrong secret they are refused', async () => {
  await misbehave({ delayMs: 60 });
  const startedAtMs = performance.now();
  expect((await sandbox.play()).status).toBe(200);
  expect(performance.now() - startedAtMs).toBeGreaterThan(110);
  const before = operator.calls.length;
  await misbehave({ signWrongly: true });
  expect((await sandbox.play()).status).toBe(409);
  expect(operator.calls).toHaveLength(before);
});

test('a silent studio sends nothing and answers nobody, until it is told otherwise', async () => {
  await misbehave({ silent: true });
  const before = operator.calls.length;
  const games = fetch(`${sandbox.url}/games`, { headers: signed('/games'), signal: AbortSignal.timeout(300) });
  await expect(games).rejects.toThrow(/timeout/i);
  expect((await sandbox.play()).status).toBe(504);
  expect(operator.calls).toHaveLength(before);
  await misbehave({});
  expect((await sandbox.get('/games', signed('/games'))).status).toBe(200);
});

test('a switch that does not exist or is out of bounds is refused and changes nothing; people get a page', async () => {
  await misbehave({ duplicates: 2 });
  for (const bad of [{ explode: true }, { duplicates: 21 }, { delayMs: -1 }, { silent: 'maybe' }])
    expect((await sandbox.post('/misbehaviour', bad)).status).toBe(400);
  expect((await sandbox.get('/misbehaviour')).body).toMatchObject({ duplicates: 2, silent: false });
  const page = await sandbox.get('/misbehaviour?lang=ru', { accept: 'text/html' });
  expect(page.body).toContain('name="duplicates" min="0" value="2"');
  const form = { method: 'POST', headers: { accept: 'text/html' }, redirect: 'manual' } as const;
  const sent = await fetch(`${sandbox.url}/misbehaviour`, {
    ...form,
    body: new URLSearchParams({ duplicates: '0', delayMs: '5', lateBets: 'on' }),
  });
  expect(sent.status).toBe(303);
  expect((await sandbox.get('/misbehaviour')).body).toMatchObject({ duplicates: 0, delayMs: 5, lateBets: true });
});
