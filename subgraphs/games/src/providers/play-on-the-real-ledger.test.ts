import { randomUUID } from 'node:crypto';
import { askCommands } from '@croupier/contracts';
import { eventually } from '@croupier/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { releaseProviderCap } from '../catalogue/release-provider-cap.ts';
import { expireSession } from '../sessions/expire-session.ts';
import { openDemoSession } from '../sessions/open-demo-session.ts';
import { startGames, type GamesUnderTest, type Person } from '../testing/games-room.testing.ts';
import { aPlayerWith, commandOf, setGate } from '../testing/people.testing.ts';
import { habitsOfDialects } from '../testing/habits-of-dialects.testing.ts';
import { playsOfBetby } from '../testing/plays-of-betby.testing.ts';
import { promisesOfEveryDialect } from '../testing/promises-of-every-dialect.testing.ts';
import { rehearsalsAtTheSandbox } from '../testing/rehearsals-at-the-sandbox.testing.ts';

let games: GamesUnderTest;
beforeAll(async () => {
  games = await startGames({ realWallet: true });
}, 90_000);
afterAll(() => games?.stop());

const gate = (userId: string, number: number, status: 'ACTIVE' | 'BLOCKED') => setGate(games, userId, number, status);

async function playerWith(amount: string): Promise<{ player: Person; token: string }> {
  const player = await aPlayerWith(games, amount);
  return { player, token: await openDemoSession(games.ctx(), { ...player, gameCode: 'dice', currency: 'EUR' }) };
}

/** One player's calls, with the studio's ids made unique to them. */
function playAs({ player, token }: { player: Person; token: string }) {
  const id = (name: string) => `${player.userId}-${name}`;
  const playerId = player.userId;
  const say = async (operation: string, body: Record<string, unknown>) => {
    const { status, body: answer } = await games.callback(operation, body);
    expect(status).toBe(200);
    return answer as { status: string; transactionId?: string; balance?: { real: string } };
  };
  const play = { playerId, gameId: 'dice', currency: 'EUR' };
  return {
    bet: (name: string, round: string, amount: string, more: object = {}) =>
      say('bet', { ...play, sessionToken: token, transactionId: id(name), roundId: round, amount, ...more }),
    win: (name: string, bet: string | undefined, round: string, amount: string, more: object = {}) =>
      say('win', {
        ...play,
        transactionId: id(name),
        ...(bet === undefined ? {} : { betTransactionId: id(bet) }),
        roundId: round,
        amount,
        ...more,
      }),
    rollback: (name: string, bet: string) =>
      say('rollback', { playerId, transactionId: id(name), betTransactionId: id(bet) }),
    endRound: (round: string) => say('end-round', { playerId, roundId: round }),
    balance: () => say('balance', { sessionToken: token }),
  };
}
const short = ({ status, balance }: { status: string; balance?: { real: string } }) => [status, balance?.real];

test('a round of dice: bet, win, their repeats, and what comes after its end', async () => {
  const play = playAs(await playerWith('100.00'));
  const first = await play.bet('t-1', 'r-1', '10.00');
  expect(short(first)).toEqual(['OK', '90.00']);
  expect(await play.bet('t-1', 'r-1', '10.0')).toEqual(first);
  expect(short(await play.bet('t-1', 'r-1', '10.01'))).toEqual(['DUPLICATE_TRANSACTION', '90.00']);
  expect(short(await play.bet('t-1', 'r-1', '10.00', { currency: 'USD' }))).toEqual([
    'DUPLICATE_TRANSACTION',
    expect.anything(),
  ]);
  expect(short(await play.win('w-0', 'nothing', 'r-1', '1.00'))).toEqual(['TRANSACTION_NOT_FOUND', '90.00']);
  expect(short(await play.win('w-1', 't-1', 'r-1', '19.80', { roundClosed: true }))).toEqual(['OK', '109.80']);
  expect(short(await play.win('w-1', 't-1', 'r-1', '19.80', { roundClosed: true }))).toEqual(['OK', '109.80']);
  expect(short(await play.rollback('b-1', 't-1'))).toEqual(['ALREADY_SETTLED', '109.80']);
  expect(short(await play.bet('t-2', 'r-1', '1.00'))).toEqual(['ROUND_CLOSED', '109.80']);
  expect(short(await play.win('w-2', 't-1', 'r-1', '1.00'))).toEqual(['ROUND_CLOSED', '109.80']);
  expect(short(await play.endRound('r-1'))).toEqual(['OK', '109.80']);
  expect(short(await play.endRound('r-none'))).toEqual(['TRANSACTION_NOT_FOUND', '109.80']);
  expect(short(await play.bet('t-3', 'r-2', '109.81'))).toEqual(['INSUFFICIENT_FUNDS', '109.80']);
  expect(short(await play.bet('t-4', 'r-2', '999999999999999999.00'))).toEqual(['INSUFFICIENT_FUNDS', '109.80']);
  expect(short(await play.bet('t-5', 'r-2', '1.00', { currency: 'USD' }))).toEqual(['WRONG_CURRENCY', '109.80']);
  expect(short(await play.bet('t-5', 'r-2', '1.00', { gameId: 'chess' }))).toEqual(['UNKNOWN_GAME', '109.80']);
  expect(short(await play.bet('t-5', 'r-2', '1.00', { free: true }))).toEqual(['INSUFFICIENT_FUNDS', '109.80']);
  expect(short(await play.bet('t-5', 'r-2', '1.00', { sessionToken: 'nobody' }))).toEqual(['INVALID_TOKEN', undefined]);
  expect(short(await play.bet('t-5', 'r-2', '1.00', { playerId: 'nobody' }))).toEqual(['INVALID_TOKEN', undefined]);
  expect(short(await play.win('w-5', 't-1', 'r-1', '1.00', { playerId: 'nobody' }))).toEqual([
    'UNKNOWN_PLAYER',
    undefined,
  ]);
  expect(short(await play.balance())).toEqual(['OK', '109.80']);
});

test('rollbacks: of a bet, again, of an unknown bet, and the late bet', async () => {
  const play = playAs(await playerWith('100.00'));
  await play.bet('t-1', 'r-1', '30.00');
  const back = await play.rollback('b-1', 't-1');
  expect(short(back)).toEqual(['OK', '100.00']);
  expect((await play.rollback('b-2', 't-1')).transactionId).toBe(back.transactionId);
  expect(short(await play.bet('t-1', 'r-1', '30.00'))).toEqual(['ROLLED_BACK', '100.00']);
  expect(short(await play.win('w-1', 't-1', 'r-1', '60.00'))).toEqual(['ROLLED_BACK', '100.00']);
  const tomb = await play.rollback('b-3', 't-late');
  expect([tomb.status, tomb.transactionId, tomb.balance?.real]).toEqual(['OK', expect.any(String), '100.00']);
  expect(short(await play.bet('t-late', 'r-2', '1.00'))).toEqual(['ROLLED_BACK', '100.00']);
});

test('an expired session and a blocked player stop bets alone, and the repeat of a paid bet stays OK', async () => {
  const who = await playerWith('100.00');
  const play = playAs(who);
  const paid = await play.bet('t-1', 'r-1', '10.00');
  await play.bet('t-2', 'r-2', '5.00');
  await gate(who.player.userId, 2, 'BLOCKED');
  expect(short(await play.bet('t-3', 'r-3', '1.00'))).toEqual(['PLAYER_BLOCKED', '85.00']);
  expect(await play.bet('t-1', 'r-1', '10.00')).toMatchObject({
    status: 'OK',
    transactionId: paid.transactionId,
    balance: { real: '85.00' },
  });
  expect(short(await play.win('w-1', 't-1', 'r-1', '20.00'))).toEqual(['OK', '105.00']);
  await gate(who.player.userId, 3, 'ACTIVE');
  expect(short(await play.bet('t-3', 'r-3', '1.00'))).toEqual(['OK', '104.00']);
  await expireSession(games.ctx(), who.token);
  expect(short(await play.bet('t-4', 'r-3', '1.00'))).toEqual(['TOKEN_EXPIRED', '104.00']);
  expect(short(await play.bet('t-3', 'r-3', '1.00'))).toEqual(['OK', '104.00']);
  expect(short(await play.rollback('b-2', 't-2'))).toEqual(['OK', '109.00']);
  expect(short(await play.win('w-3', 't-3', 'r-3', '0'))).toEqual(['OK', '109.00']);
});

test('fifty identical bets at once are one bet; of bets that the balance covers ten times, ten are taken', async () => {
  const play = playAs(await playerWith('10.00'));
  const same = await Promise.all(Array.from({ length: 50 }, () => play.bet('same', 'r-1', '1.00')));
  expect(new Set(same.map(({ status, transactionId }) => `${status} ${transactionId}`)).size).toBe(1);
  const others = await Promise.all(Array.from({ length: 30 }, (_, index) => play.bet(`t-${index}`, 'r-1', '1.00')));
  expect(others.filter(({ status }) => status === 'OK')).toHaveLength(9);
  expect(others.filter(({ status }) => status === 'INSUFFICIENT_FUNDS')).toHaveLength(21);
  expect(short(await play.balance())).toEqual(['OK', '0.00']);
});

test('rounds follow within a second, as does a promotion without a bet its balance', async () => {
  const who = await playerWith('10.00');
  const play = playAs(who);
  await play.bet('t-1', 'r-1', '2.00');
  await play.bet('t-2', 'r-1', '3.00');
  await play.win('w-1', undefined, 'r-1', '4.00', { roundClosed: true });
  await play.bet('t-3', 'r-2', '1.00');
  await play.rollback('b-3', 't-3');
  expect(short(await play.win('w-9', undefined, 'r-9', '5.00', { promotion: true }))).toEqual(['OK', '14.00']);
  await eventually(
    async () => {
      const answer = await games.graph(
        '{ rounds { edges { node { reference status staked { amount } paid { amount } bets { status paid { amount } } } } } }',
        who.player,
      );
      expect((answer.data as unknown as { rounds: { edges: object[] } }).rounds.edges).toEqual([
        {
          node: {
            reference: 'r-2',
            status: 'CANCELLED',
            staked: { amount: '0.00' },
            paid: { amount: '0.00' },
            bets: [{ status: 'ROLLED_BACK', paid: { amount: '0.00' } }],
          },
        },
        {
          node: {
            reference: 'r-1',
            status: 'CLOSED',
            staked: { amount: '5.00' },
            paid: { amount: '4.00' },
            bets: [
              { status: 'SETTLED', paid: { amount: '4.00' } },
              { status: 'SETTLED', paid: { amount: '0.00' } },
            ],
          },
        },
      ]);
    },
    { timeoutMs: 1_500 },
  );
});

test('promotions stop at the cap of the day, and go on with the same id when an operator releases it', async () => {
  const { player, token } = await playerWith('1.00');
  const promotion = (transactionId: string, amount: string) =>
    games.callback('win', {
      ...{ sessionToken: token, playerId: player.userId, gameId: 'dice', roundId: 'cap', currency: 'EUR' },
      ...{ transactionId: `${player.userId}-${transactionId}`, amount, roundClosed: true, promotion: true },
    });
  // 5.00 of the day's EUR 100 000 were paid above.
  expect(await promotion('most', '99995.00')).toMatchObject({ status: 200, body: { status: 'OK' } });
  expect(await promotion('over', '0.01')).toMatchObject({ status: 503, body: { status: 'TRY_AGAIN' } });
  const admin = { kind: 'user', userId: randomUUID(), roles: ['ADMIN'], sessionId: 's' } as const;
  await releaseProviderCap({ ...games.ctx(), identity: { ...admin, roles: ['ADMIN'] } }, { provider: 'sandbox' });
  expect(await promotion('over', '0.01')).toMatchObject({
    status: 200,
    body: { status: 'OK', balance: { real: '99996.01' } },
  });
});

test('a bookmaker’s bets are held, settled, refunded and recalculated to the cent', async () => {
  const who = await playerWith('100.00');
  const { userId } = who.player;
  const say = async (operation: string, body: object) =>
    (await games.bookmaker(operation, { partner_id: 'demo-bookmaker', partner_player_id: userId, ...body })).body;
  const balance = async () => {
    const { balance } = (await games.callback('balance', { sessionToken: who.token })).body as {
      balance: { real: string; locked: string };
    };
    return [balance.real, balance.locked];
  };
  const id = (name: string) => `${userId}-${name}`;
  expect(await say('check_bet', { bet_id: id('1'), amount: 10 })).toMatchObject({ status: 'approved' });
  const block = { bet_id: id('1'), amount: 10, round_id: id('m'), selection: 'home', odds: 1.857 };
  expect(await say('block_funds', block)).toMatchObject({ status: 'blocked' });
  expect(await say('block_funds', block)).toMatchObject({ status: 'blocked' });
  expect(await say('block_funds', { ...block, amount: 11 })).toMatchObject({
    status: 'declined',
    code: 'DUPLICATE_BET',
  });
  expect(await say('block_funds', { ...block, bet_id: id('2'), selection: 'away', amount: '3.33' })).toMatchObject({
    status: 'blocked',
  });
  expect(await balance()).toEqual(['86.67', '13.33']);
  expect(await say('update_bet_status', { bet_id: id('1'), status: 'lose' })).toMatchObject({ status: 'updated' });
  expect(await say('update_bet_status', { bet_id: id('nothing'), status: 'lose' })).toMatchObject({
    status: 'declined',
    code: 'UNKNOWN_BET',
  });
  expect(
    await say('update_bet_status', { bet_id: id('1'), status: 'lose', partner_player_id: 'nobody' }),
  ).toMatchObject({ status: 'declined', code: expect.stringMatching(/UNKNOWN_/) });
  expect(await balance()).toEqual(['86.67', '3.33']);
  expect((await games.bookmaker('recalculate_bets', { round_id: id('m'), correct_result: 'home' })).body).toMatchObject(
    { status: 'recalculated' },
  );
  expect(await balance()).toEqual(['105.24', '0.00']);
  expect((await games.bookmaker('recalculate_bets', { round_id: id('m'), correct_result: 'away' })).body).toMatchObject(
    { status: 'recalculated' },
  );
  expect(await balance()).toEqual(['92.85', '0.00']);
  expect(await say('refund', { bet_id: id('2') })).toMatchObject({ status: 'refunded' });
  expect(await balance()).toEqual(['90.00', '0.00']);
  expect(await say('update_bet_status', { bet_id: id('2'), status: 'win', payout: 9 })).toMatchObject({
    status: 'declined',
    code: 'REFUNDED',
  });
  expect(await say('refund', { bet_id: id('early') })).toMatchObject({ status: 'refunded' });
  expect(await say('block_funds', { ...block, bet_id: id('early') })).toMatchObject({
    status: 'declined',
    code: 'REFUNDED',
  });
  await eventually(async () => {
    const answer = await games.graph(
      '{ bookmakerBets { edges { node { betId status payout { amount } } } } }',
      who.player,
    );
    expect((answer.data as unknown as { bookmakerBets: { edges: object[] } }).bookmakerBets.edges).toEqual([
      { node: { betId: id('2'), status: 'REFUNDED', payout: { amount: '3.33' } } },
      { node: { betId: id('1'), status: 'LOST', payout: { amount: '0.00' } } },
    ]);
  });
});

test('a currency that nobody knows is refused in its order, and a stake beyond any wallet is not covered', async () => {
  const { player, token } = await playerWith('100.00');
  const play = playAs({ player, token });
  expect(short(await play.bet('t-1', 'r-1', '1.00', { currency: 'schmeckles' }))).toEqual(['WRONG_CURRENCY', '100.00']);
  expect(await play.bet('t-1', 'r-1', '1.00', { currency: 'eur', sessionToken: 'x' })).toEqual({
    status: 'INVALID_TOKEN',
  });
  for (const amount of [`1${'0'.repeat(18)}`, `${'9'.repeat(30)}.99`])
    expect(short(await play.bet('t-1', 'r-1', amount))).toEqual(['INSUFFICIENT_FUNDS', '100.00']);
  expect(short(await play.bet('t-1', 'r-1', '1.00'))).toEqual(['OK', '99.00']);
  expect(short(await play.bet('t-1', 'r-1', '1.00', { currency: 'XXX' }))).toEqual(['DUPLICATE_TRANSACTION', '99.00']);
  expect(short(await play.win('t-2', 't-1', 'r-1', '2.00', { currency: 'XQQ' }))).toEqual(['WRONG_CURRENCY', '99.00']);
  // 63 727 092.34 TON has seventeen digits
  expect(short(await play.win('t-3', 't-1', 'r-1', '637270923400000.00'))).toEqual(['OK', '637270923400099.00']);
});

test('a bookmaker’s check answers what blocking would and moves nothing; a payout is in the bet’s currency at once', async () => {
  const { player } = await playerWith('100.00');
  await games.askAs('users', askCommands.users, {
    commands: [commandOf(player.userId, 'users', { kind: 'open_wallet', currency: 'JPY' })],
  });
  await games.askAs('payments', askCommands.payments, {
    commands: [
      commandOf(player.userId, 'psp:sandbox', {
        kind: 'deposit',
        reference: `j-${player.userId}`,
        reservation: null,
        amount: '500',
        currency: 'JPY',
      }),
    ],
  });
  const bet = { partner_id: 'demo-bookmaker', partner_player_id: player.userId };
  const say = async (operation: string, body: object) => {
    const { status, body: answer } = await games.bookmaker(operation, { ...bet, ...body });
    return [status, answer.status, answer.code];
  };
  const a = `a-${player.userId}`;
  expect(await say('check_bet', { bet_id: a, amount: '60.00' })).toEqual([200, 'approved', undefined]);
  expect(await say('block_funds', { bet_id: a, amount: '60.00' })).toEqual([200, 'blocked', undefined]);
  expect(await say('check_bet', { bet_id: a, amount: '60.00' })).toEqual([200, 'approved', undefined]);
  expect(await say('check_bet', { bet_id: a, amount: '61.00' })).toEqual([200, 'declined', 'DUPLICATE_BET']);
  expect(await say('check_bet', { bet_id: `b-${a}`, amount: '40.01' })).toEqual([
    200,
    'declined',
    'INSUFFICIENT_FUNDS',
  ]);
  expect(await say('refund', { bet_id: a })).toEqual([200, 'refunded', undefined]);
  expect(await say('check_bet', { bet_id: a, amount: '60.00' })).toEqual([200, 'declined', 'REFUNDED']);
  const yen = `yen-${player.userId}`;
  expect(await say('block_funds', { bet_id: yen, amount: 100, currency: 'JPY' })).toEqual([200, 'blocked', undefined]);
  expect(await say('update_bet_status', { bet_id: yen, status: 'win', payout: 150 })).toEqual([
    200,
    'updated',
    undefined,
  ]);
  expect((await say('update_bet_status', { bet_id: yen, status: 'win', payout: '150.50' }))[0]).toBe(400);
  for (const told of [{ status: 'win', payout: 200 }, { status: 'lose' }, { status: 'void' }])
    expect((await say('update_bet_status', { bet_id: yen, ...told, currency: 'EUR' }))[0]).toBe(400);
  const told = { bet_id: yen, status: 'win', payout: '150', currency: 'JPY' };
  expect(await say('update_bet_status', told)).toEqual([200, 'updated', undefined]);
  expect((await say('update_bet_status', { bet_id: yen, status: 'win', payout: '9'.repeat(18) }))[0]).toBe(400);
});

promisesOfEveryDialect(() => games);
habitsOfDialects(() => games);
playsOfBetby(() => games);
rehearsalsAtTheSandbox(() => games);

test('where ids are each player’s own, two players bet and win under the same ids, and rounds tell both', async () => {
  const admin: Person = { userId: randomUUID(), roles: ['ADMIN'] };
  const policy = [{ name: 'txScope', value: 'PER_PLAYER' }];
  await games.graph('mutation ($input: ConfigureProviderInput!) { configureProvider(input: $input) { name } }', admin, {
    input: { name: 'sandbox', policy },
  });
  const players = [await playerWith('10.00'), await playerWith('10.00')];
  const id = randomUUID();
  for (const { player, token } of [...players, ...players]) {
    const play = { playerId: player.userId, gameId: 'dice', currency: 'EUR', roundId: id };
    const bet = { ...play, sessionToken: token, transactionId: id, amount: '4.00' };
    const win = { ...play, transactionId: `w-${id}`, betTransactionId: id, amount: '1.00' };
    expect((await games.callback('bet', bet)).body).toMatchObject({ status: 'OK' });
    expect((await games.callback('win', win)).body).toMatchObject({ status: 'OK', balance: { real: '7.00' } });
  }
  for (const { player } of players)
    await eventually(async () => {
      const answer = await games.graph('{ rounds { edges { node { bets { reference status } } } } }', player);
      expect(answer.data).toEqual({
        rounds: { edges: [{ node: { bets: [{ reference: id, status: 'SETTLED' }] } }] },
      });
    });
});

test('while the wallet’s process is dead bets are TRY_AGAIN; repeated after its return, each happened once', async () => {
  const who = await playerWith('100.00');
  const play = playAs(who);
  const body = (index: number) => ({
    sessionToken: who.token,
    playerId: who.player.userId,
    gameId: 'dice',
    currency: 'EUR',
    transactionId: `${who.player.userId}-${index}`,
    roundId: 'r-1',
    amount: '1.00',
  });
  const storm = Array.from({ length: 40 }, (_, index) => games.callback('bet', body(index)));
  await games.walletProcess!.kill();
  for (const { status, body: answer } of await Promise.all(storm))
    expect([`200 OK`, `503 TRY_AGAIN`]).toContain(`${status} ${answer.status as string}`);
  const dead = await games.callback('bet', body(0));
  expect([dead.status, dead.body.status]).toEqual([503, 'TRY_AGAIN']);
  await games.walletProcess!.start();
  for (let index = 0; index < 40; index += 1) expect((await games.callback('bet', body(index))).body.status).toBe('OK');
  expect(short(await play.balance())).toEqual(['OK', '60.00']);
}, 60_000);
