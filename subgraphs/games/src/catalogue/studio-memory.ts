import type { CallbackPolicy } from '@croupier/contracts';
import { openSecret, query } from '@croupier/kit';
import type { GamesContext } from '../room.ts';
import type { ProviderLimits } from './provider.entity.ts';
import { policyOfStudio, type OwnPolicy } from './provider-policy.ts';
import { secretContext } from './secret-context.ts';

/** A provider as callbacks need it: its open secret and what it is allowed. */
export interface Partner {
  name: string;
  dialect: string;
  secret: string;
  enabled: boolean;
  limits: ProviderLimits;
  /** where it is called: for launches, a studio's list of games and a bookmaker's health */
  url: string | null;
  /** a studio's payouts without a bet, a bookmaker's free bets */
  promotionsAllowed: boolean;
  /** null: all */
  currencies: string[] | null;
}

/** A studio as callbacks need it, and what it may be bet on. */
export interface Studio extends Partner {
  /** its dialect's, and what it has of its own */
  policy: CallbackPolicy;
  /** in EUR; null: the ledger's own cap */
  promotionsPerDay: string | null;
  /** by the studio's own code; false: disabled */
  games: Map<string, boolean>;
}

// Announcements between processes may be lost; this heals it.
const KEPT_MS = 5_000;

interface Known {
  studios: Map<string, Studio>;
  bookmakers: Map<string, Partner>;
}

/** All studios and bookmakers in memory: a callback of an unknown one costs no query. */
export class StudioMemory {
  #known: Promise<Known> | null = null;
  #readAtMs = 0;

  forget(): void {
    this.#known = null;
  }

  /** The studio, or null for an unknown name. */
  async find(ctx: GamesContext, name: string): Promise<Studio | null> {
    return (await this.all(ctx)).get(name) ?? null;
  }

  async all(ctx: GamesContext): Promise<Map<string, Studio>> {
    return (await this.#read(ctx)).studios;
  }

  /** The bookmaker, or null for an unknown or disabled one. */
  async bookmaker(ctx: GamesContext, name: string): Promise<Partner | null> {
    const found = (await this.#read(ctx)).bookmakers.get(name);
    return found?.enabled ? found : null;
  }

  /** Those that are enabled. */
  async bookmakers(ctx: GamesContext): Promise<Partner[]> {
    return [...(await this.#read(ctx)).bookmakers.values()].filter(({ enabled }) => enabled);
  }

  #read(ctx: GamesContext): Promise<Known> {
    if (this.#known && Date.now() - this.#readAtMs < KEPT_MS) return this.#known;
    this.#readAtMs = Date.now();
    const reading = readProviders(ctx);
    this.#known = reading;
    reading.catch(() => {
      if (this.#known === reading) this.#known = null;
    });
    return reading;
  }
}

interface ProviderRow {
  name: string;
  kind: 'STUDIO' | 'BOOKMAKER';
  dialect: string;
  secret_sealed: string;
  url: string | null;
  enabled: boolean;
  promotions_allowed: boolean;
  promotions_per_day: string | null;
  currencies: string[] | null;
  limits: ProviderLimits;
  policy: OwnPolicy;
}

async function readProviders(ctx: GamesContext): Promise<Known> {
  const em = ctx.em.fork() as GamesContext['em'];
  const rows = await query<ProviderRow>(
    em,
    `select name, kind, dialect, secret_sealed, url, enabled, promotions_allowed, promotions_per_day, currencies, limits, policy from provider`,
  );
  const games = await query<{ provider: string; code: string; enabled: boolean }>(
    em,
    'select provider, code, enabled and gone_at is null as enabled from game',
  );
  const known: Known = { studios: new Map(), bookmakers: new Map() };
  for (const row of rows) {
    const { name, dialect, enabled, limits, url, currencies, promotions_allowed: promotionsAllowed } = row;
    const partner = {
      ...{ name, dialect, enabled, limits, url, currencies, promotionsAllowed },
      secret: openSecret(ctx.room.secretsKey, row.secret_sealed, secretContext(row)),
    };
    if (row.kind === 'BOOKMAKER') known.bookmakers.set(name, partner);
    else known.studios.set(name, studioOf(row, partner));
  }
  for (const game of games) known.studios.get(game.provider)?.games.set(game.code, game.enabled);
  return known;
}

function studioOf(row: ProviderRow, partner: Partner): Studio {
  return { ...partner, policy: policyOfStudio(row), promotionsPerDay: row.promotions_per_day, games: new Map() };
}
