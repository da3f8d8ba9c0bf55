import { z } from 'zod';
import { identifier, parseInput } from '../errors.ts';
import type { ProviderContext } from './context.ts';
import { hashServerSeed, newServerSeed } from './fairness.ts';
import { openSession } from './open-session.ts';

const input = z.looseObject({ token: identifier });

/**
 * Reveals the server seed and puts a fresh one in its place, whose hash is shown; the nonce begins at 0 again. Waits
 * for a play under way. Refuses with BAD_USER_INPUT, BUSY and as `openSession` does.
 */
export async function rotateSeed(ctx: ProviderContext, body: unknown) {
  const { token } = parseInput(input, body);
  const untilMs = Date.now() + ctx.timing.playTimeoutMs;
  return ctx.turns.take(token, untilMs, async () => {
    const { server_seed: serverSeed } = await openSession(ctx, token, untilMs);
    const next = newServerSeed();
    ctx.state.atomically(() => {
      ctx.state.run('INSERT INTO revealed_seed VALUES (?, ?, ?)', hashServerSeed(serverSeed), serverSeed, Date.now());
      ctx.state.run('UPDATE session SET server_seed = ?, nonce = 0 WHERE token = ?', next, token);
    });
    return { serverSeed, nextServerSeedHash: hashServerSeed(next) };
  });
}
