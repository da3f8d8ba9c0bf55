import { z } from 'zod';
import type { Studio } from '../../catalogue/studio-memory.ts';
import { addressOf, callStudio } from '../call-out.ts';
import {
  MalformedCall,
  type Callback,
  type Launch,
  type LeftOpenRound,
  type ListedGame,
  type StudioFreeRounds,
  type ToldRound,
} from '../provider.ts';
import { signedHeaders } from '../signature.ts';
import { readCallback } from './read-callback.ts';

const launched = z.object({ url: z.url({ protocol: /^https?$/ }).max(2_000) });
const text = z.string().min(1).max(255);
const country = z.string().regex(/^[A-Z]{2}$/);
const listed = z.object({
  games: z
    .array(
      z.object({
        code: text,
        title: z.record(z.string().max(10), text),
        genre: text,
        volatility: text.nullish(),
        rtp: z.string().max(10).nullish(),
        thumbnail: z.string().max(1_000).nullish(),
        currencies: z.array(z.string().max(4)).max(200),
        tags: z.array(text).max(50).optional(),
        countries: z.array(country).max(300).nullish(),
        blockedCountries: z.array(country).max(300).optional(),
      }),
    )
    .max(10_000),
});

const told = z.object({
  finished: z.boolean(),
  calls: z.array(z.object({ operation: text, body: z.record(z.string(), z.unknown()) })).max(50),
});

/** Opens a game at the studio. Throws when it does not answer in three seconds or answers nonsense. */
export async function launchGame(studio: Studio, launch: Launch): Promise<{ url: string }> {
  const { gameCode: gameId, ...rest } = launch;
  return launched.parse(await call(studio, 'POST', '/launch', JSON.stringify({ ...rest, gameId })));
}

/** The studio's own list of games. */
export async function listGames(studio: Studio): Promise<ListedGame[]> {
  const { games } = listed.parse(await call(studio, 'GET', '/games', ''));
  return games.map(({ title, thumbnail, volatility = null, rtp = null, ...game }) => ({
    ...game,
    titles: title,
    volatility,
    rtp,
    thumbnailUrl: thumbnail ? new URL(thumbnail, addressOf(studio).base).href : null,
  }));
}

/** What the studio says of a round: its calls are callbacks as it sends them. Throws like `launchGame`. */
export async function askRound(studio: Studio, { roundId }: LeftOpenRound): Promise<ToldRound | null> {
  const answer = await call(studio, 'GET', `/rounds/${encodeURIComponent(roundId)}`, '', true);
  if (answer === null) return null;
  const { finished, calls } = told.parse(answer);
  return {
    finished,
    moves: calls.map(({ operation, body }) => moveOf(readCallback({ operation, body: jsonOf(body) }))),
  };
}

const jsonOf = (body: object): Buffer => Buffer.from(JSON.stringify(body));

function moveOf(callback: Callback): ToldRound['moves'][number] {
  if (callback.kind === 'win' || callback.kind === 'rollback' || callback.kind === 'end-round') return callback;
  throw new MalformedCall(`a round does not end with ${callback.kind}`);
}

/** `POST /free-rounds` and `/free-rounds/cancel`, signed; the studio's bets of them are `free`. */
export const freeRounds: StudioFreeRounds = {
  inBets: true,
  grant: async (studio, { gameCode: gameId, ...given }) => {
    await call(studio, 'POST', '/free-rounds', JSON.stringify({ ...given, gameId }));
  },
  cancel: async (studio, { id, playerId }) => {
    await call(studio, 'POST', '/free-rounds/cancel', JSON.stringify({ id, playerId }), true);
  },
};

function call(studio: Studio, method: 'GET' | 'POST', path: string, body: string, mayLack = false): Promise<unknown> {
  const headers = signedHeaders(studio.secret, path, body, new Date());
  return callStudio(studio, path, { method, body, mayLack, headers });
}
