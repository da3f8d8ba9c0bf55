import { z } from 'zod';
import type { Studio } from '../../catalogue/studio-memory.ts';
import { addressOf, callStudio, genreOf } from '../call-out.ts';
import type { AskedRound, Launch, LeftOpenRound, ListedGame, StudioFreeRounds, ToldRound } from '../provider.ts';
import type { NumbersAs } from '../raw-json.ts';
import { unitsOf } from '../units.ts';
import { signBody } from './keys.ts';
import { UNIT_DIGITS } from './read-callback.ts';
import { readTransactions } from './read-transactions.ts';

const text = z.string().min(1).max(255);
const page = z.object({ url: z.url({ protocol: /^https?$/ }).max(2_000) });
const listed = z
  .array(
    z.object({
      game_code: text,
      name: text,
      category: text.nullish(),
      volatility: text.nullish(),
      rtp: z.union([z.string().max(10), z.number()]).nullish(),
      url_thumb: z.url().max(1_000).nullish(),
      currencies: z.array(z.string().max(8)).max(300).nullish(),
    }),
  )
  .max(10_000);

/** Asks for the address of a game. Throws when the studio does not answer in three seconds or answers nonsense. */
export async function launchGame(studio: Studio, launch: Launch): Promise<{ url: string }> {
  const { token, playerId: user, gameCode: game_code, currency, lobbyUrl: lobby_url, mode } = launch;
  const player = mode === 'DEMO' ? { currency: 'XXX' } : { user, token, currency };
  return page.parse(
    await call(studio, 'game/url', { ...player, game_code, lobby_url, platform: 'GPL_DESKTOP', lang: 'en' }),
  );
}

/** The studio's own list of games. */
export async function listGames(studio: Studio): Promise<ListedGame[]> {
  return listed.parse(await call(studio, 'game/list', {})).map((game) => ({
    code: game.game_code,
    titles: { en: game.name },
    genre: genreOf(game.category),
    volatility: game.volatility?.toUpperCase() ?? null,
    rtp: game.rtp == null ? null : String(game.rtp),
    thumbnailUrl: game.url_thumb ?? null,
    currencies: game.currencies ?? [],
  }));
}

/** The studio's page of a round. */
export async function showRound(studio: Studio, round: AskedRound): Promise<{ url: string }> {
  const { playerId: user, roundId, transactionId: transaction_uuid } = round;
  return page.parse(await call(studio, 'game/round', { user, round: roundId, transaction_uuid }));
}

/** The round's transactions, in the order in which they happened. */
export async function askRound(
  studio: Studio,
  { playerId: user, roundId: round }: LeftOpenRound,
): Promise<ToldRound | null> {
  const answer = await call(studio, 'transactions/list', { user, round }, { mayLack: true, numbers: 'BIGINT' });
  return answer === null ? null : readTransactions(answer);
}

/** Rewards of the freebet service; its bets of them are `is_free`. Our id of them is the reference. */
export const freeRounds: StudioFreeRounds = {
  inBets: true,
  grant: async (
    studio,
    { id: operator_reference, playerId: user, gameCode: game_code, rounds, stake, currency, expiresAt },
  ) => {
    const bets = { bet_count: rounds, bet_value: unitsOf(stake, UNIT_DIGITS), end_time: expiresAt.toISOString() };
    await call(studio, 'freebet/rewards/create', { operator_reference, user, game_code, currency, ...bets });
  },
  cancel: async (studio, { id: operator_reference, playerId: user }) => {
    await call(studio, 'freebet/rewards/cancel', { operator_reference, user }, { mayLack: true });
  },
};

function call(
  studio: Studio,
  path: string,
  fields: object,
  how: { mayLack?: boolean; numbers?: NumbersAs } = {},
): Promise<unknown> {
  const body = JSON.stringify({ operator_id: addressOf(studio).operator, ...fields });
  return callStudio(studio, path, { ...how, body, headers: { 'x-hub88-signature': signBody(studio.secret, body) } });
}
