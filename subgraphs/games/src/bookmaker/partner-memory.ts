import { openSecret, query } from '@croupier/kit';
import type { GamesContext } from '../room.ts';

const KEPT_MS = 5_000;

/** What a partner's sealed secret is bound to. */
export const partnerSecretContext = (partnerId: string): string => `bookmaker:${partnerId}`;

/** Secrets of the bookmakers in memory: a call of an unknown one costs no query. */
export class PartnerMemory {
  #secrets: Promise<Map<string, string>> | null = null;
  #readAtMs = 0;

  /** The partner's secret, or null for an unknown or disabled partner. */
  async secretOf(ctx: GamesContext, partnerId: string): Promise<string | null> {
    if (!this.#secrets || Date.now() - this.#readAtMs >= KEPT_MS) {
      this.#readAtMs = Date.now();
      const reading = readSecrets(ctx);
      this.#secrets = reading;
      reading.catch(() => {
        if (this.#secrets === reading) this.#secrets = null;
      });
    }
    return (await this.#secrets).get(partnerId) ?? null;
  }
}

async function readSecrets(ctx: GamesContext): Promise<Map<string, string>> {
  const rows = await query<{ id: string; secret_sealed: string }>(
    ctx.em,
    'select id, secret_sealed from bookmaker_partner where enabled',
  );
  return new Map(
    rows.map((row) => [row.id, openSecret(ctx.room.secretsKey, row.secret_sealed, partnerSecretContext(row.id))]),
  );
}
