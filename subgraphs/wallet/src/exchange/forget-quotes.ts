import { query } from '@croupier/kit';
import type { WalletContext } from '../room.ts';

/** Deletes quotes that expired more than a day ago: what was exchanged stands in the ledger. Harmless to repeat. */
export async function forgetQuotes(ctx: WalletContext): Promise<void> {
  await query(ctx.em, `delete from exchange_quote where expires_at < now() - interval '1 day'`);
}
