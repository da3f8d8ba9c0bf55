import { currencyDigits, formatAmount } from '@croupier/contracts';
import type { ProviderContext } from './context.ts';
import { callUntilAnswered, isOk } from './call-operator.ts';
import type { OperatorBalance } from './operator.ts';
import { openSession } from './open-session.ts';
import { OperatorRefused, OperatorSilent } from './provider.errors.ts';
import type { Session } from './session.ts';

/** A demo session's pretend money in the shape of an operator's balance. */
export function demoBalance(session: Pick<Session, 'currency' | 'demo_minor'>): OperatorBalance {
  const { currency } = session;
  const nothing = formatAmount(0n, currency);
  return { currency, real: formatAmount(BigInt(session.demo_minor), currency), bonus: nothing, locked: nothing };
}

/** What the game's page shows before the first play. Refuses as `openSession` does. */
export async function showSession(ctx: ProviderContext, token: string) {
  const untilMs = Date.now() + ctx.timing.playTimeoutMs;
  const session = await openSession(ctx, token, untilMs);
  const { mode, currency } = session;
  const shown = { mode, currency, digits: currencyDigits(currency), lobbyUrl: session.lobby_url };
  if (mode === 'DEMO') return { ...shown, balance: demoBalance(session) };
  const answer = await callUntilAnswered(ctx, 'balance', { sessionToken: token }, untilMs);
  if (!answer) throw new OperatorSilent();
  if (!isOk(answer)) throw new OperatorRefused(answer);
  return { ...shown, balance: answer.balance };
}
