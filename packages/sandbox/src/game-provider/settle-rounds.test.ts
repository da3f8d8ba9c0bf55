import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { nodeArguments } from '@croupier/infra';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { ASandbox, quick, signed } from '../testing/a-sandbox.ts';
import { TestOperator, type Call } from '../testing/test-operator.ts';

let operator: TestOperator;
let sandbox: ASandbox;
let clockMs = Date.now();
// A clock that moves a second whenever it is read makes every timestamp tell which sending it belongs to.
const nowMs = () => (clockMs += 1_000);

beforeEach(async () => {
  clockMs = Date.now();
  operator = await new TestOperator().start();
  operator.tokens.set('tok-1', 'alice');
  sandbox = await new ASandbox(operator.url, { timing: quick, nowMs }).start();
  await sandbox.launch();
});
afterEach(async () => {
  await sandbox.stop();
  await operator.stop();
});

const ids = (calls: Call[]) => new Set(calls.map(({ body }) => body.transactionId));
const stamps = (calls: Call[]) => new Set(calls.map(({ timestamp }) => timestamp));

test('a bet is repeated under its transactionId with a new timestamp, and the play goes on', async () => {
  const moods = ['unavailable', 'drop', 'silent-but-done'] as const;
  operator.mood = ({ operation }, repeats) => (operation === 'bet' ? (moods[repeats] ?? 'answer') : 'answer');
  const { status, body } = await sandbox.play();
  expect(status).toBe(200);
  expect(operator.of('bet')).toHaveLength(4);
  expect(ids(operator.of('bet')).size).toBe(1);
  expect(stamps(operator.of('bet')).size).toBe(4);
  expect(body.balance.real).toBe(body.outcome.won ? '1000.98' : '999.00');
});

test('a bet that is never answered is rolled back until that is answered, and the player is told', async () => {
  operator.mood = ({ operation }, repeats) => {
    if (operation === 'bet') return repeats === 0 ? 'silent-but-done' : 'silent';
    return repeats < 4 ? 'unavailable' : 'answer';
  };
  const { status, body } = await sandbox.play();
  expect([status, body.error]).toEqual([504, 'PROVIDER_TIMEOUT']);
  await vi.waitFor(() => expect(operator.of('rollback')).toHaveLength(5), 5_000);
  const [bet] = operator.of('bet');
  expect(ids(operator.of('rollback')).size).toBe(1);
  expect(stamps(operator.of('rollback')).size).toBe(5);
  expect(operator.of('rollback')[0]?.body).toMatchObject({
    betTransactionId: bet?.body.transactionId,
    playerId: 'alice',
  });
  expect(operator.balanceMinor).toBe(100_000n);
  expect(operator.of('win')).toHaveLength(0);
  await vi.waitFor(async () => expect(await statusOf(body.roundId)).toBe('ROLLED_BACK'), 5_000);
});

test('a win waits through a restart of the provider and is paid once, under its first transactionId', async () => {
  operator.mood = ({ operation }) => (operation === 'win' ? 'unavailable' : 'answer');
  const { body } = await sandbox.play();
  expect(body.payoutPending).toBe(true);
  await sandbox.close();
  operator.mood = () => 'answer';
  await sandbox.start();
  await vi.waitFor(async () => expect(await statusOf(body.roundId)).toBe('CLOSED'), 5_000);
  expect(ids(operator.of('win')).size).toBe(1);
  expect(operator.balanceMinor).toBe(body.outcome.won ? 100_098n : 99_900n);
  expect((await sandbox.get('/fairness?token=tok-1')).body).toEqual({ ...body.proof, nonce: 1 });
});

test('a rollback waits through a restart too', async () => {
  operator.mood = ({ operation }) => (operation === 'bet' ? 'silent-but-done' : 'unavailable');
  const { body } = await sandbox.play();
  await sandbox.close();
  operator.mood = () => 'answer';
  await sandbox.start();
  await vi.waitFor(async () => expect(await statusOf(body.roundId)).toBe('ROLLED_BACK'), 5_000);
  expect(operator.balanceMinor).toBe(100_000n);
});

test('a wrong secret on one side does not make the provider forget what it owes', async () => {
  const real = operator.secret;
  operator.mood = ({ operation }) => {
    if (operation !== 'win') return 'answer';
    Object.assign(operator, { secret: 'another-secret' });
    return 'unavailable';
  };
  const { body } = await sandbox.play();
  expect(body.payoutPending).toBe(true);
  operator.mood = () => 'answer';
  Object.assign(operator, { secret: real });
  await vi.waitFor(async () => expect(await statusOf(body.roundId)).toBe('CLOSED'), 5_000);
});

test(
  'a provider killed while a bet is under way rolls it back when it is started again',
  { timeout: 30_000 },
  async () => {
    await sandbox.close();
    operator.mood = ({ operation }) => (operation === 'bet' ? 'silent-but-done' : 'answer');
    const first = startProcess();
    const url = await listeningAt(first);
    const play = fetch(`${url}/play`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: 'tok-1', gameId: 'slots', stake: '5.00' }),
    }).catch(() => 'killed');
    await vi.waitFor(() => expect(operator.balanceMinor).toBe(99_500n), 10_000);
    first.kill('SIGKILL');
    expect(await play).toBe('killed');

    const second = startProcess();
    await vi.waitFor(() => expect(operator.balanceMinor).toBe(100_000n), 15_000);
    second.kill('SIGTERM');
    expect(await once(second, 'exit')).toEqual([0, null]);
    expect(operator.of('rollback')[0]?.body.betTransactionId).toBe(operator.of('bet')[0]?.body.transactionId);
  },
);

async function statusOf(roundId: string): Promise<string> {
  return (await sandbox.get(`/rounds/${roundId}`, signed(`/rounds/${roundId}`))).body.status;
}

function startProcess(): ChildProcess {
  const env = { ...process.env, NODE_ENV: '', PORT: '0', MAILBOX_PORT: '0', SMTP_PORT: '0', LOG_LEVEL: 'info' };
  const main = fileURLToPath(new URL('../main.ts', import.meta.url));
  const child = spawn(process.execPath, nodeArguments(main), {
    env: { ...env, OPERATOR_URL: operator.url, STATE_DIR: sandbox.folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

function listeningAt(child: ChildProcess): Promise<string> {
  let log = '';
  return new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error(`the sandbox ended: ${log}`)));
    child.stdout?.on('data', (chunk) => {
      log += String(chunk);
      const found = /"service":"sandbox-provider".*Server listening at (http:[^"]+)/.exec(log);
      if (found) resolve(found[1] as string);
    });
  });
}
