import { openSecret, query } from '@croupier/kit';
import type { GamesContext } from '../room.ts';

/** A studio as callbacks need it: its open secret and what it may be bet on. */
export interface Studio {
  name: string;
  dialect: string;
  secret: string;
  /** where it is called, for launches and its list of games */
  url: string | null;
  enabled: boolean;
  promotionsAllowed: boolean;
  /** by the studio's own code; false: disabled */
  games: Map<string, boolean>;
}

// Announcements between processes may be lost; this heals it.
const KEPT_MS = 5_000;

/** All studios in memory: a callback of an unknown one costs no query. */
export class StudioMemory {
  #studios: Promise<Map<string, Studio>> | null = null;
  #readAtMs = 0;

  forget(): void {
    this.#studios = null;
  }

  /** The studio, or null for an unknown name. */
  async find(ctx: GamesContext, name: string): Promise<Studio | null> {
    return (await this.all(ctx)).get(name) ?? null;
  }

  all(ctx: GamesContext): Promise<Map<string, Studio>> {
    if (this.#studios && Date.now() - this.#readAtMs < KEPT_MS) return this.#studios;
    this.#readAtMs = Date.now();
    const reading = readStudios(ctx);
    this.#studios = reading;
    reading.catch(() => {
      if (this.#studios === reading) this.#studios = null;
    });
    return reading;
  }
}

interface StudioRow {
  name: string;
  dialect: string;
  secret_sealed: string;
  url: string | null;
  enabled: boolean;
  promotions_allowed: boolean;
}

async function readStudios(ctx: GamesContext): Promise<Map<string, Studio>> {
  const em = ctx.em.fork() as GamesContext['em'];
  const rows = await query<StudioRow>(
    em,
    'select name, dialect, secret_sealed, url, enabled, promotions_allowed from provider',
  );
  const games = await query<{ provider: string; code: string; enabled: boolean }>(
    em,
    'select provider, code, enabled from game',
  );
  const studios = new Map<string, Studio>();
  for (const row of rows) {
    const secret = openSecret(ctx.room.secretsKey, row.secret_sealed, secretContext(row.name));
    const { name, dialect, url, enabled, promotions_allowed: promotionsAllowed } = row;
    studios.set(name, { name, dialect, secret, url, enabled, promotionsAllowed, games: new Map() });
  }
  for (const game of games) studios.get(game.provider)?.games.set(game.code, game.enabled);
  return studios;
}

/** What a provider's sealed secret is bound to. */
export const secretContext = (provider: string): string => `provider:${provider}`;
