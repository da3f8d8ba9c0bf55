import { afterEach, beforeEach, expect, test } from 'vitest';
import { ASandbox, quick, signed } from '../testing/a-sandbox.ts';
import { TestOperator } from '../testing/test-operator.ts';
import { verify } from './verify.ts';

let operator: TestOperator;
let sandbox: ASandbox;

beforeEach(async () => {
  operator = await new TestOperator().start();
  operator.tokens.set('tok-1', 'alice');
  sandbox = await new ASandbox(operator.url).start();
});
afterEach(async () => {
  await sandbox.stop();
  await operator.stop();
});

test('a play is a bet, a draw with the seed that was shown, and a win that closes the round', async () => {
  await sandbox.launch();
  const shown = (await sandbox.get('/fairness?token=tok-1')).body;
  const { status, body: played } = await sandbox.play();

  expect(status).toBe(200);
  expect(played.proof).toEqual(shown);
  const [bet] = operator.of('bet');
  const [win] = operator.of('win');
  expect(bet?.body).toMatchObject({
    sessionToken: 'tok-1',
    playerId: 'alice',
    gameId: 'coinflip',
    roundId: played.roundId,
  });
  expect(bet?.body).toMatchObject({ amount: '1.00', currency: 'EUR' });
  expect(win?.body).toMatchObject({
    betTransactionId: bet?.body.transactionId,
    roundId: played.roundId,
    roundClosed: true,
  });
  expect(win?.body.amount).toBe(played.payout);
  expect(played.payout).toBe(played.outcome.won ? '1.98' : '0.00');
  expect(played.balance.real).toBe(played.outcome.won ? '1000.98' : '999.00');

  const { serverSeed, nextServerSeedHash } = (await sandbox.post('/rotate', { token: 'tok-1' })).body;
  expect(verify(played.proof, serverSeed, { gameId: 'coinflip', choice: 'heads' })).toMatchObject({
    hashMatches: true,
    outcome: played.outcome,
  });
  const next = (await sandbox.get('/fairness?token=tok-1')).body;
  expect(next).toEqual({ serverSeedHash: nextServerSeedHash, clientSeed: shown.clientSeed, nonce: 0 });
});

test('slots need no choice, and whatever is sent as one is not looked at', async () => {
  await sandbox.launch();
  for (const choice of [undefined, 'seven', null]) {
    const { status, body } = await sandbox.play({ gameId: 'slots', choice });
    expect([status, body.outcome.reels.length]).toEqual([200, 3]);
  }
});

test('the operator refuses: the player sees its status and balance, nothing is drawn and the nonce stays', async () => {
  await sandbox.launch();
  const { status, body } = await sandbox.play({ stake: '1000.01' });
  expect(status).toBe(409);
  expect(body).toMatchObject({ error: 'INSUFFICIENT_FUNDS', balance: { currency: 'EUR', real: '1000.00' } });
  expect((await sandbox.get('/fairness?token=tok-1')).body.nonce).toBe(0);
  expect(operator.of('win')).toHaveLength(0);
  expect(operator.of('rollback')).toHaveLength(0);
});

test('a malformed stake, choice, game or token is refused by name and reaches nobody', async () => {
  await sandbox.launch();
  for (const stake of ['1.001', '-1', '1e3', '', ' 1', '01.00', '0', '0.00', 1, null]) {
    const { status, body } = await sandbox.play({ stake });
    expect([status, body.error]).toEqual([400, 'BAD_USER_INPUT']);
  }
  for (const choice of ['edge', { under: 50 }, null])
    expect((await sandbox.play({ choice })).body.error).toBe('BAD_USER_INPUT');
  expect((await sandbox.play({ token: 'a\u0000b' })).body.error).toBe('BAD_USER_INPUT');
  expect((await sandbox.play({ token: 'x'.repeat(256) })).body.error).toBe('BAD_USER_INPUT');
  expect((await sandbox.play({ gameId: 'poker' })).body.error).toBe('UNKNOWN_GAME');
  expect(operator.calls).toHaveLength(0);
});

test('a token that was never launched here is asked of the operator once; an unknown one is refused', async () => {
  expect((await sandbox.play()).status).toBe(200);
  expect((await sandbox.play()).status).toBe(200);
  expect(operator.of('authenticate').map(({ body }) => body.sessionToken)).toEqual(['tok-1']);
  expect(operator.of('bet')[0]?.body.playerId).toBe('alice');
  const refused = await sandbox.play({ token: 'nobody' });
  expect([refused.status, refused.body.error]).toEqual([409, 'INVALID_TOKEN']);
});

test('plays of one session follow each other, each with its own nonce', async () => {
  await sandbox.launch();
  let open = 0;
  operator.mood = ({ operation }) => {
    if (operation === 'bet') expect((open += 1)).toBe(1);
    if (operation === 'win') open -= 1;
    return 'answer';
  };
  const played = await Promise.all(Array.from({ length: 12 }, () => sandbox.play()));
  expect(played.map(({ status }) => status)).toEqual(new Array(12).fill(200));
  const nonces = played.map(({ body }) => body.proof.nonce as number).sort((a, b) => a - b);
  expect(nonces).toEqual(Array.from({ length: 12 }, (_, nonce) => nonce));
});

test('a play that waits too long for its turn is refused, and nothing is sent for it', async () => {
  await sandbox.launch();
  operator.mood = ({ operation }) => (operation === 'bet' ? 'silent' : 'answer');
  const answers = await Promise.all([sandbox.play(), sandbox.play(), sandbox.play()]);
  expect(answers.map(({ status, body }) => `${status} ${body.error}`).sort()).toEqual([
    '429 BUSY',
    '429 BUSY',
    '504 PROVIDER_TIMEOUT',
  ]);
  expect(new Set(operator.of('bet').map(({ body }) => body.roundId)).size).toBe(1);
});

test('every play is answered in time, however slow the operator', async () => {
  await sandbox.launch();
  operator.mood = () => 'silent';
  const startedAt = performance.now();
  expect((await sandbox.play()).body.error).toBe('PROVIDER_TIMEOUT');
  expect(performance.now() - startedAt).toBeLessThan(quick.playTimeoutMs + 200);
});

test('a win that is not answered in time is promised, and the play tells so', async () => {
  await sandbox.launch();
  operator.mood = ({ operation }) => (operation === 'win' ? 'unavailable' : 'answer');
  const { status, body } = await sandbox.play();
  expect(status).toBe(200);
  expect(body).toMatchObject({ payoutPending: true, balance: { real: '999.00' } });
});

test('a win that the operator refuses is told with its status and its outcome', async () => {
  await sandbox.launch();
  operator.mood = ({ operation }) => (operation === 'win' ? { refuse: 'ROUND_CLOSED' } : 'answer');
  const { status, body } = await sandbox.play();
  expect(status).toBe(409);
  expect(body).toMatchObject({ error: 'ROUND_CLOSED', outcome: { choice: 'heads' } });
});

test('a demo session plays with pretend money, exactly, and never calls back', async () => {
  await sandbox.launch({ token: 'demo.1', mode: 'DEMO' });
  let minor = 100_000n;
  for (let index = 0; index < 20; index += 1) {
    const { body } = await sandbox.play({ token: 'demo.1', stake: '10.00' });
    minor += body.outcome.won ? 980n : -1_000n;
    expect(body.balance.real).toBe(`${minor / 100n}.${(minor % 100n).toString().padStart(2, '0')}`);
  }
  const refused = await sandbox.play({ token: 'demo.1', stake: '99999.00' });
  expect(refused.body.error).toBe('INSUFFICIENT_FUNDS');
  expect((await sandbox.play({ token: 'demo.unknown' })).body.error).toBe('INVALID_TOKEN');
  expect(operator.calls).toHaveLength(0);
});

test('the client seed changes the next draw, keeps the nonce rising and is bounded', async () => {
  await sandbox.launch();
  await sandbox.play();
  const changed = (await sandbox.post('/client-seed', { token: 'tok-1', clientSeed: 'my own: сид' })).body;
  expect(changed).toMatchObject({ clientSeed: 'my own: сид', nonce: 1 });
  expect((await sandbox.play()).body.proof).toEqual(changed);
  for (const clientSeed of ['', 'x'.repeat(65), 'a\u0000', 5]) {
    expect((await sandbox.post('/client-seed', { token: 'tok-1', clientSeed })).status).toBe(400);
  }
});

test('free rounds that the operator gave are played at their stake as free bets, until they are used up or taken back', async () => {
  await sandbox.launch({ gameId: 'coinflip' });
  const given = { id: 'f-1', playerId: 'alice', gameId: 'coinflip', rounds: 2, stake: '0.50', currency: 'EUR' };
  const expiresAt = new Date(Date.now() + 60_000).toISOString();
  const send = (path: string, body: object) => sandbox.post(path, body, signed(path, JSON.stringify(body)));
  expect((await sandbox.post('/free-rounds', { ...given, expiresAt })).status).toBe(401);
  expect((await send('/free-rounds', { ...given, expiresAt, rounds: 0 })).status).toBe(400);
  for (const more of [{}, { rounds: 9 }])
    expect((await send('/free-rounds', { ...given, expiresAt, ...more })).status).toBe(200);
  const play = () => sandbox.play({ stake: undefined, free: true });
  operator.mood = ({ operation }) => (operation === 'bet' ? { refuse: 'PLAYER_BLOCKED' } : 'answer');
  expect((await play()).body.error).toBe('PLAYER_BLOCKED');
  operator.mood = () => 'answer';
  for (const _ of [1, 2]) expect((await play()).status).toBe(200);
  expect(operator.of('bet').map(({ body }) => [body.free, body.amount])).toEqual([
    [true, '0.50'],
    [true, '0.50'],
    [true, '0.50'],
  ]);
  expect(await play()).toMatchObject({ status: 409, body: { error: 'NO_FREE_ROUNDS' } });
  await send('/free-rounds', { ...given, expiresAt, id: 'f-2' });
  expect((await send('/free-rounds/cancel', { id: 'f-2' })).status).toBe(200);
  expect((await send('/free-rounds/cancel', { id: 'f-3' })).status).toBe(404);
  expect((await play()).body.error).toBe('NO_FREE_ROUNDS');
  await send('/free-rounds', { ...given, id: 'f-4', expiresAt: new Date(Date.now() - 1_000).toISOString() });
  expect((await play()).body.error).toBe('NO_FREE_ROUNDS');
  expect((await sandbox.play({ stake: undefined })).status).toBe(400);
});
