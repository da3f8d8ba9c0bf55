import { parseAmount, POLICIES } from '@croupier/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { query } from '@croupier/kit';
import { openDemoSession } from '../sessions/open-demo-session.ts';
import { expireSession } from '../sessions/expire-session.ts';
import { openSession } from '../sessions/open-session.ts';
import { startGames, aPlayer, type GamesUnderTest } from '../testing/games-room.testing.ts';
import { done, EUR_WALLET } from '../testing/scripted-ledger.testing.ts';
import { DIALECTS } from './index.ts';

let games: GamesUnderTest;
let token: string;
const player = aPlayer();
beforeAll(async () => {
  games = await startGames();
  token = await openDemoSession(games.ctx(), { userId: player.userId, gameCode: 'dice', currency: 'EUR' });
});
afterAll(() => games?.stop());
beforeEach(() => {
  games.ledger.messages.length = 0;
  games.ledger.judge = () => done('tx-1');
  Object.assign(games.ledger, { silent: false, wallet: EUR_WALLET, playerKnown: true });
});

const balance = { currency: 'EUR', real: '99.00', bonus: '1.00', locked: '0.00' };
const betBody = (more: object = {}) => ({
  ...{
    requestId: 'q-1',
    sessionToken: token,
    playerId: player.userId,
    gameId: 'dice',
    roundId: 'r-1',
    transactionId: 't-1',
    amount: '1.00',
    currency: 'EUR',
  },
  ...more,
});
const winBody = (more: object = {}) => ({
  ...{
    playerId: player.userId,
    gameId: 'dice',
    roundId: 'r-1',
    transactionId: 't-2',
    betTransactionId: 't-1',
    amount: '1.98',
    currency: 'EUR',
    roundClosed: true,
  },
  ...more,
});
const sent = () => games.ledger.commands().at(-1)!;

test('every dialect has its policy row and its name', () => {
  for (const [name, dialect] of DIALECTS) expect(dialect.policy).toEqual(POLICIES[name as keyof typeof POLICIES]);
});

describe('the signature', () => {
  test('fits the raw bytes: unusual order, blanks, escapes and letters are fine as they were signed', async () => {
    const body = `{ "currency":"EUR" ,"amount" : "1.00",\n"transactionId":"\\u0074-ü-🎲","roundId":"r\\/1","gameId":"dice","playerId":"${player.userId}","sessionToken":"${token}","future":{"x":[1]}}`;
    const answer = await games.callback('bet', body);
    expect(answer).toMatchObject({ status: 200, body: { status: 'OK' } });
    expect(sent().operations[0]).toMatchObject({ reference: 't-ü-🎲', roundId: 'r/1' });
  });

  test('does not fit when one blank is added afterwards, and nothing is sent to the ledger', async () => {
    const signed = JSON.stringify(betBody());
    const { signCall } = await import('./signature.ts');
    const timestamp = String(Math.floor(Date.now() / 1000));
    const signature = signCall('sandbox-secret', '/providers/sandbox/bet', timestamp, signed);
    const answer = await games.callback('bet', `${signed} `, { timestamp, signature });
    expect(answer).toMatchObject({ status: 401, body: { status: 'INVALID_SIGNATURE' } });
    expect(answer.body).not.toHaveProperty('balance');
    expect(games.ledger.commands()).toEqual([]);
    expect((await games.callback('bet', signed, { timestamp, signature })).status).toBe(200);
    // A signature fits one operation.
    expect((await games.callback('win', signed, { timestamp, signature })).status).toBe(401);
  });

  test('of another key, none at all, or with a timestamp outside five minutes is refused', async () => {
    const now = Math.floor(Date.now() / 1000);
    const refused = [
      { secret: 'other-secret' },
      { signature: '' },
      { timestamp: null },
      { timestamp: 'soon' },
      { timestamp: `${now}.5` },
      { timestamp: String(now - 301) },
      { timestamp: String(now + 302) },
      { timestamp: `${now}000` },
    ];
    for (const options of refused)
      expect(await games.callback('bet', betBody(), options)).toMatchObject({
        status: 401,
        body: { status: 'INVALID_SIGNATURE' },
      });
    for (const timestamp of [now - 298, now + 298])
      expect((await games.callback('bet', betBody(), { timestamp: String(timestamp) })).status).toBe(200);
    expect(games.ledger.commands()).toHaveLength(2);
  });

  test('comes after the provider: an unknown one is 404 with a status', async () => {
    const response = await fetch(`${games.subgraph.doorUrl}/providers/nobody/bet`, { method: 'POST', body: '{}' });
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({ status: 'UNKNOWN_PROVIDER' });
  });

  test('comes before the syntax, whatever the content type says', async () => {
    expect((await games.callback('bet', 'no json', { secret: 'x' })).status).toBe(401);
    expect((await games.callback('bet', betBody(), { headers: { 'content-type': 'text/plain' } })).status).toBe(200);
    expect((await games.callback('bet', betBody(), { headers: { 'content-type': 'nonsense' } })).status).toBe(200);
  });
});

describe('malformed callbacks are 400 INVALID_REQUEST, without a balance and without a command', () => {
  const broken: Record<string, object | string | Buffer> = {
    'no JSON': 'amount=1',
    'an array': '[]',
    'bytes that are not UTF-8': Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]),
    'an empty body': '',
    'deep nesting': '['.repeat(100_000),
  };
  const fields: [string, object][] = [
    ['a JSON number as the amount', { amount: 1 }],
    ['a negative amount', { amount: '-1.00' }],
    ['a plus sign', { amount: '+1.00' }],
    ['an exponent', { amount: '1e2' }],
    ['leading zeros', { amount: '01.00' }],
    ['more digits than the currency has', { amount: '1.001' }],
    ['a comma', { amount: '1,00' }],
    ['a blank', { amount: ' 1.00' }],
    ['an empty amount', { amount: '' }],
    ['an empty currency', { currency: '' }],
    ['a number as the currency', { currency: 978 }],
    ['an amount too fine for any currency', { currency: 'schmeckles', amount: '0.0000000001' }],
    ['an empty transaction id', { transactionId: '' }],
    ['a number as transaction id', { transactionId: 7 }],
    ['a missing round', { roundId: undefined }],
    ['a NUL', { transactionId: 'a\u0000b' }],
    ['256 characters', { transactionId: 'x'.repeat(256) }],
    ['half a surrogate pair', { transactionId: 'x\ud800' }],
    ['a missing token', { sessionToken: undefined }],
    ['a word where a boolean belongs', { free: 'yes' }],
  ];
  test.each(Object.entries(broken))('%s', async (_name, body) => {
    const answer = await games.callback('bet', body);
    expect(answer).toMatchObject({ status: 400, body: { status: 'INVALID_REQUEST' } });
    expect(answer.body).not.toHaveProperty('balance');
  });
  test.each(fields)('%s', async (_name, more) => {
    const answer = await games.callback('bet', betBody(more));
    expect(answer).toMatchObject({ status: 400, body: { status: 'INVALID_REQUEST' } });
    expect(answer.body).not.toHaveProperty('balance');
    expect(games.ledger.commands()).toEqual([]);
  });
  test('an unknown operation, and more than 256 KB', async () => {
    expect((await games.callback('tip', betBody())).status).toBe(400);
    expect((await games.callback('bet', betBody({ pad: 'x'.repeat(256 * 1024) }))).status).toBe(400);
    expect((await games.callback('bet', betBody({ pad: 'x'.repeat(250 * 1024) }))).status).toBe(200);
  });
  test('an empty betTransactionId is not one that was left out', async () => {
    expect((await games.callback('win', winBody({ betTransactionId: '' }))).status).toBe(400);
    expect((await games.callback('win', winBody({ betTransactionId: null }))).status).toBe(400);
    expect((await games.callback('rollback', { playerId: player.userId, transactionId: 'x' })).status).toBe(400);
  });
});

describe('a bet', () => {
  test('is answered with our transaction and the balance, and goes to the ledger by value with its verdicts', async () => {
    const answer = await games.callback('bet', betBody({ amount: '1.5', roundClosed: true, unknown: 1 }));
    expect(answer).toMatchObject({ status: 200 });
    expect(answer.body).toEqual({
      status: 'OK',
      requestId: 'q-1',
      transactionId: 'tx-1',
      playerId: player.userId,
      balance,
    });
    expect(sent()).toMatchObject({ scope: 'studio:sandbox', userId: player.userId, policy: POLICIES.croupier });
    expect(sent().operations).toEqual([
      {
        kind: 'bet',
        reference: 't-1',
        free: false,
        amount: '1.50',
        currency: 'EUR',
        roundId: 'r-1',
        gameId: 'dice',
        verdicts: { token: null, game: null, sessionCurrency: 'EUR' },
      },
    ]);
    expect(Date.parse(sent().deadlineAt!)).toBeGreaterThan(Date.now());
  });

  test('that is a tip says so to the ledger', async () => {
    expect((await games.callback('bet', betBody({ tip: true }))).status).toBe(200);
    expect(sent().operations[0]).toMatchObject({ kind: 'bet', tip: true });
    expect((await games.callback('bet', betBody({ tip: 'yes' }))).status).toBe(400);
  });

  test('far above any balance reaches the ledger, and the smallest amount of TON is exact', async () => {
    expect((await games.callback('bet', betBody({ amount: '999999999999999999.99' }))).status).toBe(200);
    await games.callback('bet', betBody({ amount: '0.000000001', currency: 'TON' }));
    expect(sent().operations[0]).toMatchObject({ amount: '0.000000001' });
    expect(parseAmount('0.000000001', 'TON')).toBe(1n);
  });

  const verdictOf = async (more: object) => {
    await games.callback('bet', betBody(more));
    return (sent().operations[0] as { verdicts: object }).verdicts;
  };
  test('with a token of nobody, of another player or of pretend money is told to the ledger as INVALID_TOKEN', async () => {
    const ctx = games.ctx();
    const other = await openDemoSession(ctx, { userId: aPlayer().userId, gameCode: 'dice', currency: 'EUR' });
    const [game] = await query<{ id: string }>(ctx.em, `select id from game where code = 'dice'`);
    const demo = await openSession(ctx, {
      userId: player.userId,
      provider: 'sandbox',
      gameId: game!.id,
      currency: 'EUR',
      mode: 'DEMO',
    });
    const foreign = await openSession(ctx, {
      userId: player.userId,
      provider: 'acme',
      gameId: game!.id,
      currency: 'EUR',
      mode: 'REAL',
    });
    expect(demo.token).toMatch(/^demo\./);
    for (const sessionToken of ['nonsense', other, demo.token, foreign.token]) {
      expect(await verdictOf({ sessionToken })).toMatchObject({ token: 'INVALID_TOKEN' });
    }
  });

  test('for a game that is unknown is told as UNKNOWN_GAME; any game of the provider will do', async () => {
    expect(await verdictOf({ gameId: 'chess' })).toMatchObject({ token: null, game: 'UNKNOWN_GAME' });
    expect(await verdictOf({ gameId: 'slots' })).toMatchObject({ token: null, game: null });
  });

  test('with an expired session is told as TOKEN_EXPIRED, at once in every process', async () => {
    const ctx = games.ctx();
    const old = await openDemoSession(ctx, { userId: player.userId, gameCode: 'dice', currency: 'EUR' });
    expect(await verdictOf({ sessionToken: old })).toMatchObject({ token: null });
    await expireSession(ctx, old);
    expect(await verdictOf({ sessionToken: old })).toMatchObject({ token: 'TOKEN_EXPIRED' });
    expect((await games.callback('authenticate', { sessionToken: old })).body).toEqual({
      status: 'TOKEN_EXPIRED',
      playerId: player.userId,
      balance,
    });
    expect((await games.callback('balance', { sessionToken: old })).body).toEqual({
      status: 'OK',
      playerId: player.userId,
      balance,
    });
    // What was played is settled: a win does not look at the session.
    await games.callback('win', winBody({ sessionToken: old }));
    expect(sent().operations[0]).toMatchObject({
      kind: 'win',
      verdicts: { token: null, game: null, sessionCurrency: null },
    });
  });
});

describe('refusals', () => {
  const same = [
    ...[
      'TOKEN_EXPIRED',
      'UNKNOWN_GAME',
      'WRONG_CURRENCY',
      'INSUFFICIENT_FUNDS',
      'LIMIT_REACHED',
      'PLAYER_BLOCKED',
      'DUPLICATE_TRANSACTION',
    ],
    ...['TRANSACTION_NOT_FOUND', 'ALREADY_SETTLED', 'ROLLED_BACK', 'ROUND_CLOSED'],
  ] as const;
  test.each([
    ...same.map((code) => [code, code] as const),
    ['SELF_EXCLUDED', 'PLAYER_BLOCKED'],
    ['UNKNOWN_WALLET', 'WRONG_CURRENCY'],
  ] as const)('%s is HTTP 200 %s with the true balance', async (code, status) => {
    games.ledger.judge = () => ({ status: 'REFUSED', code, at: 0, wallet: EUR_WALLET });
    const answer = await games.callback('bet', betBody());
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ status, requestId: 'q-1', playerId: player.userId, balance });
  });
  test.each(['INVALID_TOKEN', 'UNKNOWN_PLAYER'] as const)('%s tells nothing more', async (code) => {
    games.ledger.judge = () => ({ status: 'REFUSED', code, at: 0, wallet: EUR_WALLET });
    const answer = await games.callback('bet', betBody());
    expect(answer).toMatchObject({ status: 200 });
    expect(answer.body).toEqual({ status: code, requestId: 'q-1' });
  });
  test('what is not known to have happened, and a reached cap, is 503 TRY_AGAIN', async () => {
    for (const result of [
      { status: 'TRY_AGAIN', message: 'busy' },
      { status: 'REFUSED', code: 'CAP_REACHED', at: 0, wallet: EUR_WALLET },
    ] as const) {
      games.ledger.judge = () => result;
      const answer = await games.callback('win', winBody({ requestId: 'q-9' }));
      expect(answer).toMatchObject({ status: 503, body: { status: 'TRY_AGAIN', requestId: 'q-9' } });
      expect(answer.body).not.toHaveProperty('balance');
      expect(answer.headers.get('retry-after')).toBe('1');
    }
  });
  test('a ledger that is silent for three seconds is 503 TRY_AGAIN, never a 200', async () => {
    games.ledger.silent = true;
    const [bet, show] = await Promise.all([
      games.callback('bet', betBody()),
      games.callback('balance', { sessionToken: token }),
    ]);
    expect(bet).toMatchObject({ status: 503, body: { status: 'TRY_AGAIN' } });
    expect(show).toMatchObject({ status: 503, body: { status: 'TRY_AGAIN' } });
  });
  test('authenticate and balance of an unknown token tell nothing', async () => {
    for (const operation of ['authenticate', 'balance']) {
      expect((await games.callback(operation, { requestId: 'q', sessionToken: 'nobody' })).body).toEqual({
        status: 'INVALID_TOKEN',
        requestId: 'q',
      });
    }
    games.ledger.playerKnown = false;
    expect((await games.callback('balance', { sessionToken: token })).body).toEqual({ status: 'UNKNOWN_PLAYER' });
  });
});

describe('what settles', () => {
  test('a win names its bet, or the round as a whole when it names none', async () => {
    await games.callback('win', winBody());
    expect(sent().operations[0]).toMatchObject({
      kind: 'win',
      reference: 't-2',
      bet: 't-1',
      roundClosed: true,
      promotion: false,
      amount: '1.98',
    });
    await games.callback('win', winBody({ betTransactionId: undefined, promotion: true, amount: '0' }));
    expect(sent().operations[0]).toMatchObject({ bet: null, promotion: true, amount: '0.00' });
  });
  test('a promotion counts only where the provider may pay promotions', async () => {
    await query(games.ctx().em, `update provider set promotions_allowed = false`);
    games.subgraph.makeContext().room.studios.forget();
    await games.callback('win', winBody({ promotion: true }));
    expect(sent().operations[0]).toMatchObject({ promotion: false });
    await query(games.ctx().em, `update provider set promotions_allowed = true`);
    games.subgraph.makeContext().room.studios.forget();
  });
  test('a game that was closed takes no bets and pays its wins', async () => {
    const close = async (enabled: boolean) => {
      const admin = { userId: aPlayer().userId, roles: ['ADMIN' as const] };
      const found = await games.graph('{ game(slug: "coinflip") { id } }');
      const gameId = (found.data as unknown as { game: { id: string } }).game.id;
      const answer = await games.graph(
        'mutation ($input: SetGameEnabledInput!) { setGameEnabled(input: $input) { enabled } }',
        admin,
        { input: { gameId, enabled } },
      );
      expect(answer).toEqual({ data: { setGameEnabled: { enabled } } });
    };
    await close(false);
    await games.callback('bet', betBody({ gameId: 'coinflip' }));
    expect(sent().operations[0]).toMatchObject({ verdicts: { game: 'UNKNOWN_GAME' } });
    await games.callback('win', winBody({ gameId: 'coinflip' }));
    expect(sent().operations[0]).toMatchObject({ verdicts: { game: null } });
    await games.callback('win', winBody({ gameId: 'chess' }));
    expect(sent().operations[0]).toMatchObject({ verdicts: { game: 'UNKNOWN_GAME' } });
    await close(true);
    await games.callback('bet', betBody({ gameId: 'coinflip' }));
    expect(sent().operations[0]).toMatchObject({ verdicts: { game: null } });
  });
  test('rollback and end-round say what they name, and do not look at their token', async () => {
    await games.callback('rollback', {
      playerId: player.userId,
      transactionId: 'b-1',
      betTransactionId: 't-1',
      sessionToken: '',
    });
    expect(sent().operations).toEqual([{ kind: 'rollback', reference: 'b-1', bet: 't-1' }]);
    games.ledger.judge = () => done(null);
    const ended = await games.callback('end-round', { playerId: player.userId, roundId: 'r-1' });
    expect(sent().operations).toEqual([{ kind: 'end_round', roundId: 'r-1' }]);
    expect(ended.body).toEqual({ status: 'OK', playerId: player.userId, balance });
  });
});
