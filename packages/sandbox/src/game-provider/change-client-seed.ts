import { z } from 'zod';
import { identifier, parseInput } from '../errors.ts';
import type { ProviderContext } from './context.ts';
import type { Proof } from './fairness.ts';
import { openSession } from './open-session.ts';
import { proofOf } from './session.ts';

const input = z.looseObject({ token: identifier, clientSeed: identifier.max(64) });

/**
 * Sets the player's part of the draw, 1 to 64 characters, from the next play on; the nonce goes on rising. Waits for a
 * play under way. Refuses with BAD_USER_INPUT, BUSY and as `openSession` does.
 */
export async function changeClientSeed(ctx: ProviderContext, body: unknown): Promise<Proof> {
  const { token, clientSeed } = parseInput(input, body);
  const untilMs = Date.now() + ctx.timing.playTimeoutMs;
  return ctx.turns.take(token, untilMs, async () => {
    const session = await openSession(ctx, token, untilMs);
    ctx.state.run('UPDATE session SET client_seed = ? WHERE token = ?', clientSeed, token);
    return proofOf({ ...session, client_seed: clientSeed });
  });
}
