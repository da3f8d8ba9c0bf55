import { currencyDigits } from '@croupier/contracts';
import { z } from 'zod';
import type { Studio } from '../../catalogue/studio-memory.ts';
import { addressOf, callStudio, genreOf } from '../call-out.ts';
import type { AskedRound, Launch, LeftOpenRound, ListedGame, StudioFreeRounds, ToldRound } from '../provider.ts';
import type { NumbersAs } from '../raw-json.ts';
import { unitsOf } from '../units.ts';
import { readDetails } from './read-details.ts';
import { signBody } from './signature.ts';

const text = z.string().min(1).max(255);
const address = z.url({ protocol: /^https?$/ }).max(2_000);
const launched = z.object({ launch_options: z.object({ game_url: address }) });
const shown = z.object({ url: address });
const listed = z.object({
  games: z
    .array(
      z.object({
        identifier: text,
        title: text,
        category: text.nullish(),
        volatility_rating: text.nullish(),
        payout: z.union([z.string().max(10), z.number()]).nullish(),
        currencies: z.array(z.string().max(8)).max(300).nullish(),
      }),
    )
    .max(10_000),
});

/** Opens a session at the studio, or a demo of the game. Throws when it does not answer in three seconds or answers nonsense. */
export async function launchGame(studio: Studio, launch: Launch): Promise<{ url: string }> {
  const { token: session_id, playerId, gameCode: game, currency, lobbyUrl } = launch;
  const about = { game, locale: 'en', client_type: 'desktop', urls: { return_url: lobbyUrl } };
  const body = launch.mode === 'DEMO' ? about : { ...about, currency, session_id, user: { id: playerId } };
  const { launch_options } = launched.parse(await call(studio, launch.mode === 'DEMO' ? 'demo' : 'sessions', body));
  return { url: launch_options.game_url };
}

/** The studio's own list of games. */
export async function listGames(studio: Studio): Promise<ListedGame[]> {
  const { games } = listed.parse(await call(studio, 'games', {}));
  return games.map((game) => ({
    code: game.identifier,
    titles: { en: game.title },
    genre: genreOf(game.category),
    volatility: game.volatility_rating?.toUpperCase() ?? null,
    rtp: game.payout == null ? null : String(game.payout),
    thumbnailUrl: null,
    currencies: game.currencies ?? [],
  }));
}

/** The studio's page of a round. */
export async function showRound(studio: Studio, { playerId, roundId }: AskedRound): Promise<{ url: string }> {
  return shown.parse(await call(studio, 'rounds/details', { user_id: playerId, game_id: roundId }));
}

/** The same call, read by us: the actions of the round as in a play, and those that took others back. */
export async function askRound(
  studio: Studio,
  { playerId: user_id, roundId: game_id }: LeftOpenRound,
): Promise<ToldRound | null> {
  const answer = await call(studio, 'rounds/details', { user_id, game_id }, { mayLack: true, numbers: 'BIGINT' });
  return answer === null ? null : readDetails(answer);
}

/** The studio gives and plays them by itself, and tells in `freespins` what they won under `issue_id`. */
export const freeRounds: StudioFreeRounds = {
  inBets: false,
  grant: async (studio, { id: issue_id, playerId: id, gameCode, rounds, stake, currency, expiresAt }) => {
    const spins = { freespins_quantity: rounds, bet_amount: unitsOf(stake, currencyDigits(currency)) };
    const about = { issue_id, currency, games: [gameCode], valid_until: expiresAt.toISOString(), user: { id } };
    await call(studio, 'freespins/issue', { ...about, ...spins });
  },
  cancel: async (studio, { id: issue_id }) => {
    await call(studio, 'freespins/cancel', { issue_id }, { mayLack: true });
  },
};

function call(
  studio: Studio,
  path: string,
  fields: object,
  how: { mayLack?: boolean; numbers?: NumbersAs } = {},
): Promise<unknown> {
  const body = JSON.stringify({ casino_id: addressOf(studio).operator, ...fields });
  return callStudio(studio, path, { ...how, body, headers: { 'x-request-sign': signBody(studio.secret, body) } });
}
