import type { ProviderContext } from './context.ts';
import { callUntilAnswered, isOk } from './call-operator.ts';
import { OperatorRefused, OperatorSilent } from './provider.errors.ts';
import { findSession, storeSession, type Session } from './session.ts';

/**
 * The session of a token. One that was not launched here (the provider was new, or is again) is asked of the operator
 * by `authenticate`. Refuses with the operator's status (INVALID_TOKEN, TOKEN_EXPIRED …; 409) and PROVIDER_TIMEOUT (504).
 */
export async function openSession(ctx: ProviderContext, token: string, untilMs: number): Promise<Session> {
  const known = findSession(ctx.state, token);
  if (known) return known;
  // Pretend money exists here alone: nobody else could vouch for such a token.
  if (token.startsWith('demo.')) throw new OperatorRefused({ status: 'INVALID_TOKEN' });
  const answer = await callUntilAnswered(ctx, 'authenticate', { sessionToken: token }, untilMs);
  if (!answer) throw new OperatorSilent();
  if (!isOk(answer)) throw new OperatorRefused(answer);
  if (!answer.playerId || !answer.balance) throw new OperatorSilent();
  const { playerId, balance } = answer;
  return storeSession(ctx.state, { token, player_id: playerId, currency: balance.currency, mode: 'REAL' }, 0n);
}
