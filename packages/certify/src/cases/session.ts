import { all, always, has, never, NotApplicable, speaks, studio, type Case } from '../case.ts';
import type { CaseRun } from '../case-run.ts';
import type { Outcome, Player } from '../vocabulary.ts';

const tokens = has('tokens', 'the dialect has no session tokens');
const MINUTE_MS = 60_000;

const tellsNothing = (t: CaseRun, outcome: Outcome): void =>
  t.require(
    outcome.balance === null && outcome.currency === null && outcome.playerId === null,
    'the answer to an unknown token tells of a player',
  );
const withToken = (player: Player, token: string): Player => ({ ...player, token });

/** 1 to 20: who may ask, and how a request proves it. */
export const sessionCases: Case[] = [
  {
    number: 1,
    title: 'A valid token is authenticated: OK, with the currency and the balance',
    applies: speaks('authenticate'),
    run: async (t) => {
      const player = await t.player();
      if (player.token === '') throw new NotApplicable('needs players with a session (sessionToken in --players)');
      const outcome = await t.send({ kind: 'authenticate', player });
      await t.expect(player, outcome, 'OK');
      if (outcome.balance !== null) await t.expect(player, outcome, 'OK', '1000.00');
      if (outcome.currency !== null)
        t.require(outcome.currency === player.currency, `the currency is ${outcome.currency}`);
    },
  },
  {
    number: 2,
    title: 'A check hands out a new session; the old one bets no more',
    applies: all(tokens, has('rotatesTokens', 'a check hands out no new token')),
    run: async (t) => {
      const player = await t.player();
      const { token } = await t.send({ kind: 'authenticate', player });
      t.require(token !== null && token !== player.token, 'no new session was handed out');
      const before = player.token;
      player.token = token!;
      await t.expect(player, await t.bet(player, 'b1', 'r1', '1.00'), 'OK', '999.00');
      await t.expect(player, await t.bet(withToken(player, before), 'b2', 'r1', '1.00'), 'foreignToken');
      await t.expectBalance(player, '999.00');
    },
  },
  {
    number: 3,
    title: 'Another player’s id with a valid session is refused; the right player is OK afterwards',
    applies: tokens,
    run: async (t) => {
      const [player, other] = [await t.player(), await t.player()];
      const mixed = withToken(other, player.token);
      if (t.traits.authenticateNamesPlayer)
        await t.expect(other, await t.send({ kind: 'authenticate', player: mixed }), 'foreignToken');
      await t.expect(other, await t.bet(mixed, 'b1', 'r1', '1.00'), 'foreignToken');
      await t.expect(player, await t.bet(player, 'b2', 'r1', '1.00'), 'OK', '999.00');
      await t.expectBalance(other, '1000.00');
    },
  },
  {
    number: 4,
    title:
      'Bet, win and rollback with a made-up player are refused, the real one’s balance stays; then the right one works',
    applies: speaks('bet', 'win', 'rollback'),
    run: async (t) => {
      const player = await t.player();
      const nobody = { ...player, playerId: t.id('nobody') };
      const refusals = [...t.answers('foreignToken'), ...t.answers('unknownPlayer'), ...t.answers('rollbackOfOthers')];
      await t.expect(player, await t.bet(player, 'b1', 'r1', '10.00'), 'OK', '990.00');
      await t.expect(player, await t.bet(nobody, 'b2', 'r1', '1.00'), refusals);
      await t.expect(player, await t.win(nobody, 'w1', 'b1', 'r1', '5.00'), refusals);
      await t.expect(player, await t.rollback(nobody, 'x1', 'b1', 'r1', '10.00'), refusals);
      await t.expectBalance(player, '990.00');
      await t.expect(player, await t.win(player, 'w2', 'b1', 'r1', '5.00'), 'OK', '995.00');
    },
  },
  {
    number: 5,
    title: 'An unknown token on balance and bet is refused, and the answer tells of no player',
    applies: tokens,
    run: async (t) => {
      const player = await t.player();
      const stranger = withToken(player, t.id('no-such-token'));
      if (t.traits.speaks.has('balance')) {
        const balance = await t.send({ kind: 'balance', player: stranger });
        t.expectCode(balance, 'unknownToken');
        tellsNothing(t, balance);
      }
      const bet = await t.bet(stranger, 'b1', 'r1', '1.00');
      t.expectCode(bet, 'unknownToken');
      tellsNothing(t, bet);
      await t.expectBalance(player, '1000.00');
    },
  },
  {
    number: 6,
    title: 'An expired token bets no more',
    applies: tokens,
    run: async (t) => {
      const expire = t.needs('expireSession');
      const player = await t.player();
      await expire(player);
      t.expectCode(await t.bet(player, 'b1', 'r1', '1.00'), 'expiredToken');
    },
  },
  {
    number: 7,
    title: 'A win is accepted when the session has expired',
    applies: tokens,
    run: async (t) => {
      const expire = t.needs('expireSession');
      const player = await t.player();
      await t.expect(player, await t.bet(player, 'b1', 'r1', '1.00'), 'OK', '999.00');
      await expire(player);
      await t.expect(player, await t.win(player, 'w1', 'b1', 'r1', '2.00'), 'OK', '1001.00');
    },
  },
  {
    number: 8,
    title: 'A rollback is accepted when the session has expired',
    applies: tokens,
    run: async (t) => {
      const expire = t.needs('expireSession');
      const player = await t.player();
      await t.expect(player, await t.bet(player, 'b1', 'r1', '1.00'), 'OK', '999.00');
      await expire(player);
      await t.expect(player, await t.rollback(player, 'x1', 'b1', 'r1'), 'OK', '1000.00');
    },
  },
  {
    number: 9,
    title: 'With an expired token a free bet is refused, and a promotion’s payout is accepted',
    applies: all(tokens, has('promotions', 'the dialect has no promotions')),
    run: async (t) => {
      const expire = t.needs('expireSession');
      const player = await t.player();
      await expire(player);
      if (t.traits.freeRounds) t.expectCode(await t.bet(player, 'b1', 'r1', '1.00', { free: true }), 'expiredToken');
      await t.expect(
        player,
        await t.win(player, 'w1', null, 'r2', '3.00', { promotion: true, closes: true }),
        'OK',
        '1003.00',
      );
    },
  },
  {
    number: 10,
    title: 'Two sessions of one player bet in one round; one win settles both, both sessions show one balance',
    applies: all(tokens, studio),
    run: async (t) => {
      const second = t.needs('secondSession');
      const player = await t.player();
      const phone = withToken(player, await second(player));
      const together = { round: t.round('r1', null) };
      await t.expect(player, await t.bet(player, 'b1', 'r1', '1.00', together), 'OK', '999.00');
      await t.expect(player, await t.bet(phone, 'b2', 'r1', '2.00', together), 'OK', '997.00');
      const round = t.traits.settlesRounds ? null : 'b1';
      await t.expect(
        player,
        await t.win(player, 'w1', round, 'r1', '6.00', { closes: t.traits.closesRounds }),
        'OK',
        '1003.00',
      );
      if (!t.traits.speaks.has('balance')) return;
      for (const session of [player, phone])
        await t.expect(player, await t.send({ kind: 'balance', player: session }), 'OK', '1003.00');
    },
  },
  {
    number: 11,
    title: 'Bets of two sessions, each settled under the other one',
    applies: all(tokens, studio),
    run: async (t) => {
      const second = t.needs('secondSession');
      const player = await t.player();
      const phone = withToken(player, await second(player));
      await t.expect(player, await t.bet(player, 'b1', 'r1', '1.00'), 'OK', '999.00');
      await t.expect(player, await t.bet(phone, 'b2', 'r2', '1.00'), 'OK', '998.00');
      await t.expect(player, await t.win(phone, 'w1', 'b1', 'r1', '2.00'), 'OK', '1000.00');
      await t.expect(player, await t.win(player, 'w2', 'b2', 'r2', '2.00'), 'OK', '1002.00');
    },
  },
  {
    number: 12,
    title: 'A reconciliation token pays out and takes no stake',
    ...never('no dialect of the kit has reconciliation tokens'),
  },
  {
    number: 13,
    title: 'No signature, another key’s, or one over JSON that was written anew: refused, nothing moves',
    applies: has('signature', 'requests are not signed'),
    run: async (t) => {
      const player = await t.player();
      t.expectCode(await t.bet(player, 'b1', 'r1', '1.00', {}, { unsigned: true }), 'badSignature');
      if (t.traits.signature === 'KEY') return void (await t.expectBalance(player, '1000.00'));
      const secret = await t.target.dialect.wrongSecret(t.target.credentials);
      t.expectCode(await t.bet(player, 'b2', 'r1', '1.00', {}, { by: { secret } }), 'badSignature');
      const anew = (text: string) => JSON.stringify(JSON.parse(text), null, 1);
      t.expectCode(await t.bet(player, 'b3', 'r1', '1.00', {}, { afterSigning: anew }), 'badSignature');
      await t.expectBalance(player, '1000.00');
    },
  },
  {
    number: 14,
    title: 'A space after signing is refused; odd order of keys, escapes and spaces are accepted when they were signed',
    applies: (traits) => traits.signature === 'BODY' || 'requests are not signed over their body',
    run: async (t) => {
      const player = await t.player();
      t.expectCode(await t.bet(player, 'b1', 'r1', '1.00', {}, { afterSigning: (text) => `${text} ` }), 'badSignature');
      const odd = (text: string) => {
        const turned = Object.fromEntries(Object.entries(JSON.parse(text) as object).reverse());
        const extra = JSON.stringify({ ...turned, note: 'Grüße · 你好 / 1' }, null, 2);
        return extra.replace('/', '\\/').replace('ü', '\\u00fc');
      };
      await t.expect(player, await t.bet(player, 'b2', 'r1', '1.00', {}, { text: odd }), 'OK', '999.00');
    },
  },
  {
    number: 15,
    title: 'A moment outside the window is refused, before and after',
    applies: ({ timestampWindowSeconds }) => timestampWindowSeconds !== null || 'requests carry no moment',
    run: async (t) => {
      const player = await t.player();
      const windowMs = t.traits.timestampWindowSeconds! * 1000 + MINUTE_MS;
      for (const shiftMs of [-windowMs, windowMs]) {
        const at = new Date(Date.now() + shiftMs);
        t.expectCode(await t.bet(player, `b${Math.sign(shiftMs)}`, 'r1', '1.00', {}, { at }), 'badSignature');
      }
      await t.expectBalance(player, '1000.00');
    },
  },
  {
    number: 16,
    title: 'A field that nobody knows is accepted and ignored',
    applies: always,
    run: async (t) => {
      const player = await t.player();
      const body = (body: Record<string, unknown>) => ({
        ...body,
        some_new_field: { a: [1, 'b', null] },
        another: 'x',
      });
      await t.expect(player, await t.bet(player, 'b1', 'r1', '1.00', {}, { body }), 'OK', '999.00');
      await t.expect(player, await t.win(player, 'w1', 'b1', 'r1', '2.00', {}, { body }), 'OK', '1001.00');
    },
  },
  {
    number: 17,
    title: 'A new value of a field that decides nothing is accepted',
    applies: ({ fields }) => fields.growing !== null || 'the dialect has no such field',
    run: async (t) => {
      const player = await t.player();
      const body = (body: Record<string, unknown>) => t.set(body, t.traits.fields.growing!, 'A_VALUE_OF_TOMORROW');
      await t.expect(player, await t.bet(player, 'b1', 'r1', '1.00', {}, { body }), 'OK', '999.00');
    },
  },
  {
    number: 18,
    title: 'A provider or partner that does not exist is refused',
    applies: always,
    run: async (t) => {
      const player = await t.player();
      const by = { provider: 'no-such-provider' };
      t.expectCode(await t.bet(player, 'b1', 'r1', '1.00', {}, { by }), 'unknownPartner');
      await t.expectBalance(player, '1000.00');
    },
  },
  {
    number: 19,
    title: 'A session, or a bet, of one provider is nothing at another one’s door',
    applies: always,
    run: async (t) => {
      const by = t.needs('otherProvider');
      const player = await t.player();
      if (t.traits.tokens) {
        t.expectCode(await t.bet(player, 'b1', 'r1', '1.00', {}, { by }), [
          'INVALID_TOKEN',
          'UNKNOWN_GAME',
          'UNKNOWN_PLAYER',
        ]);
        return void (await t.expectBalance(player, '1000.00'));
      }
      await t.expect(player, await t.bet(player, 'b1', 'r1', '1.00'), 'OK', '999.00');
      t.expectCode(await t.win(player, 'w1', 'b1', 'r1', '5.00', {}, { by }), 'winWithoutBet');
      await t.expectBalance(player, '999.00');
    },
  },
  {
    number: 20,
    title: 'An address outside the allow-list is refused before the signature is looked at',
    ...never('needs a caller with another address than the kit’s'),
  },
];
