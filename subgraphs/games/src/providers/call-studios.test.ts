import { createHmac, verify } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { POLICIES } from '@croupier/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Studio } from '../catalogue/studio-memory.ts';
import { STUDIO_PROGRAMS } from '../testing/studio-programs.testing.ts';
import { recorded as evolution } from './evolution/evolution.examples.ts';
import { recorded as hub88 } from './hub88/hub88.examples.ts';
import { ownKeys } from './hub88/hub88.program.testing.ts';
import { DIALECTS } from './index.ts';
import { leftOpen, type RecordedRound } from './recorded.ts';
import { recorded as softswiss } from './softswiss/softswiss.examples.ts';

interface Asked {
  path: string;
  headers: IncomingHttpHeaders;
  text: string;
}
interface Side {
  /** whether the studio would believe that we asked */
  believes(asked: Asked): boolean;
  answers: Record<string, unknown>;
  launched: string;
  round: string;
  /** where free rounds are given, and where they are taken back */
  freeRounds?: string[];
  rounds: RecordedRound[];
}

const page = 'https://studio.example/page';
/** The studios' side of the calls that we make, as the styles' documents say. */
const SIDES: Record<string, Side> = {
  hub88: {
    believes: ({ headers, text }) =>
      verify(
        'sha256',
        Buffer.from(text),
        ownKeys.publicKey,
        Buffer.from(headers['x-hub88-signature'] as string, 'base64'),
      ) && (JSON.parse(text) as { operator_id: string }).operator_id === 'our-id',
    answers: {
      '/api/game/url': { url: page },
      '/api/game/round': { url: page },
      '/api/game/list': [
        {
          game_code: 'book',
          name: 'Book',
          category: 'Video Slots',
          rtp: 96.5,
          volatility: 'high',
          currencies: ['EUR'],
          future: 1,
        },
        { game_code: 'crash', name: 'Crash', category: 'Crash Games' },
      ],
    },
    launched: page,
    round: page,
    freeRounds: ['/api/freebet/rewards/create', '/api/freebet/rewards/cancel'],
    rounds: hub88.rounds,
  },
  softswiss: {
    believes: ({ headers, text }) =>
      headers['x-request-sign'] ===
        createHmac('sha256', STUDIO_PROGRAMS.softswiss!.secret).update(text).digest('hex') &&
      (JSON.parse(text) as { casino_id: string }).casino_id === 'our-id',
    answers: {
      '/api/sessions': { launch_options: { game_url: page }, session_id: 'theirs' },
      '/api/demo': { launch_options: { game_url: page } },
      '/api/rounds/details': { url: page },
      '/api/games': {
        games: [
          {
            identifier: 'book',
            title: 'Book',
            category: 'slots',
            payout: '96.5',
            volatility_rating: 'high',
            currencies: ['EUR'],
          },
          { identifier: 'crash', title: 'Crash', category: 'crash' },
        ],
      },
    },
    launched: page,
    round: page,
    freeRounds: ['/api/freespins/issue', '/api/freespins/cancel'],
    rounds: softswiss.rounds,
  },
  evolution: {
    believes: ({ path, headers }) =>
      path.split('?')[0]!.endsWith('/our-id/evolution-api-token') ||
      headers.authorization === `Basic ${Buffer.from('our-id:evolution-api-token').toString('base64')}`,
    answers: {
      '/api/ua/v1/our-id/evolution-api-token': { entry: '/entry?params=x', entryEmbedded: '/entry?params=y' },
      '/api/api/history/v1/our-id/evolution-api-token?transactionId=t%2F1': { url: page },
      '/api/api/lobby/v1/our-id/evolution-api-token': {
        tables: { book: { name: 'Book', gameType: 'blackjack', currencies: ['EUR'] }, crash: { name: 'Crash' } },
      },
    },
    launched: 'STUDIO/entry?params=x',
    round: page,
    rounds: evolution.rounds,
  },
};

const asked: Asked[] = [];
let answers: Record<string, unknown> = {};
let server: Server;
let origin: string;
beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const path = request.url ?? '';
      asked.push({ path, headers: request.headers, text: Buffer.concat(chunks).toString() });
      const answer = answers[path] ?? {};
      response.writeHead(path in answers ? 200 : 404).end(typeof answer === 'string' ? answer : JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server?.close());

describe.each(Object.entries(SIDES))('calling a studio of %s', (name, side) => {
  const dialect = DIALECTS.get(name)!;
  const studioAt = (url: string | null): Studio => ({
    ...{ name, dialect: name, secret: STUDIO_PROGRAMS[name]!.secret, url, enabled: true },
    ...{
      promotionsAllowed: false,
      promotionsPerDay: null,
      policy: POLICIES.croupier,
      currencies: null,
      limits: {},
      games: new Map(),
    },
  });
  const studio = () => studioAt(origin.replace('//', '//our-id@') + '/api');
  const launch = {
    token: 's-1',
    playerId: 'u-1',
    gameCode: 'book',
    currency: 'EUR',
    mode: 'REAL',
    lobbyUrl: 'https://us.example',
  } as const;

  test('it believes us, and we find the page, the games and the round', async () => {
    asked.length = 0;
    answers = side.answers;
    expect((await dialect.launchGame(studio(), launch)).url).toBe(side.launched.replace('STUDIO', origin));
    expect(asked.at(-1)!.text).toContain('"s-1"');
    const games = await dialect.listGames(studio());
    expect(games.map(({ code, titles, currencies }) => [code, titles.en, currencies])).toEqual([
      ['book', 'Book', ['EUR']],
      ['crash', 'Crash', []],
    ]);
    expect(games.map(({ genre }) => genre)).toEqual(name === 'evolution' ? ['LIVE', 'LIVE'] : ['SLOT', 'CRASH']);
    const round = { playerId: 'u-1', roundId: 'r-1', transactionId: 't/1' };
    expect(await dialect.showRound!(studio(), round)).toEqual({ url: side.round });
    expect(asked.map((each) => side.believes(each))).toEqual([true, true, true]);
  });

  test('what it says of a round that was left open is read as its callbacks are; one that it does not know is none', async () => {
    const ask = () => dialect.askRound!(studio(), leftOpen);
    asked.length = 0;
    for (const { path, asks = {}, answer, tells } of side.rounds) {
      answers = { [path]: answer };
      expect(await ask()).toEqual(tells);
      const { text } = asked.at(-1)!;
      expect(text === '' ? {} : JSON.parse(text)).toMatchObject(asks);
    }
    expect(asked.map((each) => side.believes(each))).toEqual(side.rounds.map(() => true));
    const [{ path, answer }] = side.rounds as [RecordedRound];
    answers = {};
    expect(await ask()).toBeNull();
    for (const nonsense of ['{', '{}', answer.replaceAll('"EUR"', '[]')]) {
      answers = { [path]: nonsense };
      await expect(ask(), nonsense.slice(0, 300)).rejects.toThrow(/^(?![\s\S]*api-token)/);
    }
  });

  test('free rounds are given and taken back under our id, or the studio has no such call', async () => {
    const { freeRounds } = dialect;
    if (name === 'evolution') return expect(freeRounds).toBeUndefined();
    asked.length = 0;
    answers = Object.fromEntries(side.freeRounds!.map((path) => [path, {}]));
    const given = { id: 'grant-1', playerId: 'u-1', gameCode: 'book', rounds: 5, stake: '0.50', currency: 'EUR' };
    const whole = { ...given, expiresAt: new Date('2026-12-01T00:00:00Z') };
    await freeRounds!.grant(studio(), whole);
    await freeRounds!.cancel(studio(), whole);
    expect(asked.map(({ path }) => path)).toEqual(side.freeRounds);
    expect(asked.every((each) => side.believes(each) && each.text.includes('"grant-1"'))).toBe(true);
    for (const word of [':5', name === 'hub88' ? ':50000' : ':50', '2026-12-01', '"book"', '"u-1"'])
      expect(asked[0]!.text).toContain(word);
    answers = {};
    await freeRounds!.cancel(studio(), whole);
    await expect(freeRounds!.grant(studio(), whole)).rejects.toThrow('404');
  });

  test('a demo tells neither the player nor a session', async () => {
    if (name === 'evolution') return;
    answers = side.answers;
    await dialect.launchGame(studio(), { ...launch, mode: 'DEMO' });
    expect(asked.pop()!.text).not.toMatch(/u-1|s-1/);
  });

  test('a failure, nonsense, a page of another kind and a missing address are errors without our secrets', async () => {
    const nonsense: Record<string, unknown> = {};
    for (const path of Object.keys(side.answers))
      nonsense[path] = { url: 'javascript:alert(1)', entry: 'javascript:alert(1)' };
    for (const wrong of [{}, nonsense]) {
      answers = wrong;
      await expect(dialect.launchGame(studio(), launch)).rejects.toThrow(/^(?![\s\S]*api-token)/);
      await expect(dialect.listGames(studio())).rejects.toThrow(/^(?![\s\S]*api-token)/);
    }
    await expect(dialect.listGames(studioAt(null))).rejects.toThrow('no address');
  });
});
