import type { ProviderContext } from './context.ts';
import type { Proof } from './fairness.ts';
import { openSession } from './open-session.ts';
import { proofOf } from './session.ts';

/** The seed's hash, the client seed and the nonce that the next play will use. Refuses as `openSession` does. */
export async function showFairness(ctx: ProviderContext, token: string): Promise<Proof> {
  return proofOf(await openSession(ctx, token, Date.now() + ctx.timing.playTimeoutMs));
}
