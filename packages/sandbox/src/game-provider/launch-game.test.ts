import { afterAll, beforeAll, expect, test } from 'vitest';
import { ASandbox, signed } from '../testing/a-sandbox.ts';
import { TestOperator } from '../testing/test-operator.ts';

let operator: TestOperator;
let sandbox: ASandbox;

beforeAll(async () => {
  operator = await new TestOperator().start();
  sandbox = await new ASandbox(operator.url).start();
});
afterAll(async () => {
  await sandbox.stop();
  await operator.stop();
});

test('a launch answers with the address of the game, and a repeat with the same', async () => {
  const token = 'tok+/=&1';
  const first = await sandbox.launch({ token });
  expect(first.body).toEqual({ url: 'http://localhost:4100/game/dice?token=tok%2B%2F%3D%261' });
  expect(await sandbox.launch({ token })).toMatchObject({ status: 200, body: first.body });
  expect((await sandbox.launch({ token, playerId: 'bob' })).status).toBe(409);
});

test('launch, catalogue and rounds want the signature of the shared secret, over these bytes, now', async () => {
  const body = { token: 't', playerId: 'p', gameId: 'dice', currency: 'EUR', mode: 'REAL' };
  const good = signed('/launch', JSON.stringify(body));
  expect((await sandbox.post('/launch', body)).status).toBe(401);
  expect((await sandbox.post('/launch', { ...body, playerId: 'q' }, good)).body.error).toBe('INVALID_SIGNATURE');
  expect((await sandbox.post('/launch', body, signed('/play', JSON.stringify(body)))).status).toBe(401);
  expect((await sandbox.post('/launch', body, signed('/launch', JSON.stringify(body), 'wrong'))).status).toBe(401);
  const old = { ...good, 'x-timestamp': String(Number(good['x-timestamp']) - 301) };
  expect((await sandbox.post('/launch', body, old)).status).toBe(401);
  expect((await sandbox.get('/games')).status).toBe(401);
  expect((await sandbox.get('/rounds/r-1')).status).toBe(401);
  expect((await sandbox.get('/rounds/r-1', signed('/rounds/r-1'))).body.error).toBe('NOT_FOUND');
});

test('a launch that makes no sense is refused and remembers nothing', async () => {
  for (const wrong of [
    { currency: 'XXX' },
    { mode: 'FUN' },
    { token: '' },
    { playerId: 'a\u0000' },
    { lobbyUrl: 'javascript:alert(1)' },
  ]) {
    expect((await sandbox.launch({ token: 'tok-bad', ...wrong })).body.error).toBe('BAD_USER_INPUT');
  }
  expect((await sandbox.launch({ token: 'demo.x' })).body.error).toBe('BAD_USER_INPUT');
  expect((await sandbox.launch({ token: 'plain', mode: 'DEMO' })).body.error).toBe('BAD_USER_INPUT');
  expect((await sandbox.launch({ token: 'tok-bad', gameId: 'poker' })).body.error).toBe('UNKNOWN_GAME');
  expect((await sandbox.get('/fairness?token=tok-bad')).body.error).toBe('INVALID_TOKEN');
});

test('the catalogue lists three games whose thumbnails are served to other origins', async () => {
  const { body } = await sandbox.get('/games', signed('/games'));
  expect(body.games.map(({ code, genre, rtp }: Record<string, string>) => [code, genre, rtp])).toEqual([
    ['dice', 'INSTANT', '99.00'],
    ['coinflip', 'INSTANT', '99.00'],
    ['slots', 'SLOT', '95.89'],
  ]);
  for (const { thumbnail, title, currencies } of body.games) {
    const picture = await fetch(sandbox.url + thumbnail);
    expect(picture.headers.get('content-type')).toBe('image/svg+xml');
    expect(picture.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    expect(title.ru).toMatch(/[а-я]/i);
    expect(currencies).toContain('EUR');
  }
});

test('the page of a game speaks the language of the launch and may be framed by the web app alone', async () => {
  await sandbox.launch({ token: 'demo.ru', mode: 'DEMO', language: 'ru' });
  const page = await sandbox.get('/game/dice?token=demo.ru');
  expect(page.body).toContain('<html lang="ru">');
  const policy = page.headers.get('content-security-policy');
  expect(policy).toContain("frame-ancestors 'self' http://localhost:3000");
  expect(policy).not.toContain('unsafe');
  expect(page.headers.get('x-frame-options')).toBeNull();
  expect((await sandbox.get('/game/dice?token=demo.ru&lang=en')).body).toContain('<html lang="en">');
  expect((await sandbox.get('/game/poker')).status).toBe(404);
  for (const file of ['game.js', 'fairness.js', 'sandbox.css', 'icon.svg'])
    expect((await sandbox.get(`/assets/${file}`)).status).toBe(200);
});

test('the session shows currency, digits and balance, asked of the operator or pretended', async () => {
  operator.tokens.set('tok-s', 'alice');
  await sandbox.launch({ token: 'tok-s' });
  expect((await sandbox.get('/session?token=tok-s')).body).toMatchObject({
    mode: 'REAL',
    digits: 2,
    balance: { real: '1000.00' },
  });
  await sandbox.launch({ token: 'demo.ton', mode: 'DEMO', currency: 'TON' });
  expect((await sandbox.get('/session?token=demo.ton')).body).toMatchObject({
    digits: 9,
    balance: { real: '1000.000000000' },
  });
});

test('a play is verified over HTTP from its seed, and a wrong question is refused', async () => {
  const seed = 'c'.repeat(64);
  const { body } = await sandbox.get(`/verify?serverSeed=${seed}&clientSeed=x&nonce=3&gameId=dice&choice={"under":50}`);
  expect(body).toMatchObject({ hashMatches: false, outcome: { under: 50 } });
  const again = `/verify?serverSeed=${seed}&serverSeedHash=${body.serverSeedHash}&clientSeed=x&nonce=3&gameId=coinflip&choice=heads`;
  expect((await sandbox.get(again)).body).toMatchObject({ hashMatches: true, outcome: { choice: 'heads' } });
  expect((await sandbox.get(`/verify?serverSeed=${seed}&clientSeed=x&nonce=-1&gameId=dice`)).status).toBe(400);
  expect((await sandbox.get('/verify')).body).toContain('<form');
});

test('health, readiness and metrics answer on both ports', async () => {
  for (const url of [sandbox.url, sandbox.mailUrl]) {
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('process_resident_memory_bytes');
  }
});
