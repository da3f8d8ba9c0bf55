import { currencyDigits, isCurrency } from '@croupier/contracts';
import { z } from 'zod';
import { identifier, MalformedInput, parseInput, Refusal } from '../errors.ts';
import type { ProviderContext } from './context.ts';
import { findGame } from './games/index.ts';
import { findSession, storeSession } from './session.ts';

const demoUnits = 1_000n;

export const launchInput = z.looseObject({
  token: identifier,
  playerId: identifier,
  gameId: identifier,
  currency: z.string().refine(isCurrency, 'is not a currency of this platform'),
  mode: z.enum(['REAL', 'DEMO']),
  language: z.string().max(35).nullish(),
  lobbyUrl: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .nullish(),
});

/**
 * Remembers whose token this is and answers with the address of the game. A repeat answers the same. Refuses with
 * UNKNOWN_GAME (404), BAD_USER_INPUT (400; also a token whose `demo.` does not fit the mode) and CONFLICT (409, the
 * token is another player's or in another currency).
 */
export function launchGame(ctx: Pick<ProviderContext, 'state'>, publicUrl: string, body: unknown): { url: string } {
  const launch = parseInput(launchInput, body);
  const game = findGame(launch.gameId);
  if (launch.token.startsWith('demo.') !== (launch.mode === 'DEMO')) {
    throw new MalformedInput('token: begins with demo. in DEMO mode and only there', ['token', 'mode']);
  }
  const known = findSession(ctx.state, launch.token);
  if (known && (known.player_id !== launch.playerId || known.currency !== launch.currency)) {
    throw new Refusal('CONFLICT', 409, 'this token was launched for another player or currency');
  }
  const { token, playerId: player_id, currency, mode, language, lobbyUrl: lobby_url } = launch;
  const demoMinor = mode === 'DEMO' ? demoUnits * 10n ** BigInt(currencyDigits(currency)) : 0n;
  storeSession(ctx.state, { token, player_id, currency, mode, language, lobby_url }, demoMinor);
  return { url: `${publicUrl}/game/${game.code}?token=${encodeURIComponent(token)}` };
}
