import { ProviderUnavailable } from '@croupier/kit';
import type { UsersContext } from '../room.ts';
import { sendGates } from './send-gates.ts';

const WAIT_MS = 3_000;
const PAUSE_MS = 200;

/** Brings the person's gate to the wallet now. Answers whether the wallet has committed it within `waitMs`; the queue goes on either way. */
export async function commitGate(ctx: UsersContext, userId: string, { waitMs = WAIT_MS } = {}): Promise<boolean> {
  const deadline = Date.now() + waitMs;
  for (;;) {
    const timeoutMs = Math.max(50, deadline - Date.now());
    const committed = await sendGates(ctx, { userId, timeoutMs }).catch((error: unknown) => {
      if (error instanceof ProviderUnavailable) return false;
      throw error;
    });
    if (committed) return true;
    if (Date.now() + PAUSE_MS >= deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

/** The same for changes that answer success only when they hold. Throws ProviderUnavailable: stored, queued, not yet in force. */
export async function requireGate(ctx: UsersContext, userId: string): Promise<void> {
  if (await commitGate(ctx, userId)) return;
  throw new ProviderUnavailable(
    'Stored, but the wallet does not answer: the change is queued and takes effect as soon as it does',
  );
}
