import { openSession } from '../sessions/open-session.ts';
import { query } from '@croupier/kit';
import { configureProvider } from '../catalogue/configure-provider.ts';
import { saveGames } from '../catalogue/save-games.ts';
import type { GamesContext } from '../room.ts';
import type { GamesUnderTest, Person } from './games-room.testing.ts';
import type { Deed, Said, StudioProgram } from './studio-program.testing.ts';
import { STUDIO_PROGRAMS } from './studio-programs.testing.ts';

export interface Heard {
  word: string;
  balance: string | null;
  body: Record<string, unknown>;
}
/** One player at one studio: what is said is named, and unique to the player. */
export interface SeatAtStudio {
  token: string;
  words: StudioProgram['words'];
  /** the studio's id of this player for what is called `name` */
  own(name: string): string;
  say(
    deed: Deed,
    said?: Partial<Said>,
    options?: { wrongKey?: boolean; spoil?: (body: string) => string },
  ): Promise<Heard>;
  /** the same, told as its word and the balance */
  short(deed: Deed, said?: Partial<Said>): Promise<[string, string | null]>;
}

/** Adds a studio for the dialect, as an operator does, with two games. */
export async function addStudio(games: GamesUnderTest, dialect: string): Promise<string> {
  const name = `studio-${dialect}`;
  const ctx = asAdmin(games);
  const { secret } = STUDIO_PROGRAMS[dialect]!;
  await configureProvider(ctx, { name, dialect, secret, promotionsAllowed: true });
  const game = (code: string) => ({
    ...{
      code,
      titles: { en: code },
      genre: 'SLOT',
      volatility: null,
      rtp: null,
      thumbnailUrl: null,
      currencies: ['EUR'],
    },
  });
  await saveGames(ctx, name, [game('book'), game('wheel')]);
  ctx.room.studios.forget();
  return name;
}

/** Where the studio is called from now on; null: nowhere. */
export async function atAddress(games: GamesUnderTest, name: string, url: string | null): Promise<void> {
  await configureProvider(asAdmin(games), { name, url });
  games.ctx().room.studios.forget();
}

function asAdmin(games: GamesUnderTest): GamesContext {
  return { ...games.ctx(), identity: { kind: 'user', userId: 'an-admin', roles: ['ADMIN'], sessionId: 's' } };
}

export async function takeSeat(
  games: GamesUnderTest,
  studio: string,
  dialect: string,
  player: Person,
): Promise<SeatAtStudio> {
  const program = STUDIO_PROGRAMS[dialect]!;
  const ctx = games.ctx();
  const [game] = await query<{ id: string }>(ctx.em, `select id from game where provider = ? and code = 'book'`, [
    studio,
  ]);
  const about = { userId: player.userId, provider: studio, gameId: game!.id, currency: 'EUR', mode: 'REAL' as const };
  const { token } = await openSession(ctx, about);
  const own = (name: string) => `${player.userId.slice(0, 18)}-${name}`;
  const say: SeatAtStudio['say'] = async (deed, said = {}, { wrongKey = false, spoil } = {}) => {
    const { id = 'x', round = 'r-1', bet, ...more } = said;
    const whole: Said = {
      ...{ playerId: player.userId, token, game: 'book', amount: '1.00', currency: 'EUR' },
      ...{ id: own(id), round: own(round), ...(bet === undefined ? {} : { bet: own(bet) }), ...more },
    };
    const { operation, query: search, headers, body } = program.say(studio, deed, whole, { wrongKey });
    const response = await fetch(`${games.subgraph.doorUrl}/providers/${studio}/${operation}${search}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: spoil ? spoil(body) : body,
    });
    const answer = (await response.json()) as Record<string, unknown>;
    return { word: program.word(response.status, answer), balance: program.balance(answer), body: answer };
  };
  return {
    token,
    words: program.words,
    own,
    say,
    short: async (deed, said) => {
      const { word, balance } = await say(deed, said);
      return [word, balance];
    },
  };
}
