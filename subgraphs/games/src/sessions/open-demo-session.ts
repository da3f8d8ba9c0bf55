import { NotFound, query } from '@croupier/kit';
import type { GamesContext } from '../room.ts';
import { openSession } from './open-session.ts';

/**
 * A session without a launch, for `npm run demo` and tests: its provider learns of it by `authenticate`. `gameCode` null: at a bookmaker.
 * Answers the token. Throws NotFound for an unknown game.
 */
export async function openDemoSession(
  ctx: GamesContext,
  input: { userId: string; gameCode: string | null; currency: string; provider?: string },
): Promise<string> {
  const { userId, gameCode, currency, provider = 'sandbox' } = input;
  if (gameCode === null) {
    const { token } = await openSession(ctx, { userId, provider, gameId: null, currency, mode: 'REAL' });
    return token;
  }
  const [game] = await query<{ id: string }>(ctx.em, 'select id from game where provider = ? and code = ?', [
    provider,
    gameCode,
  ]);
  if (!game) throw new NotFound(`Game ${gameCode}`);
  const { token } = await openSession(ctx, { userId, provider, gameId: game.id, currency, mode: 'REAL' });
  return token;
}
