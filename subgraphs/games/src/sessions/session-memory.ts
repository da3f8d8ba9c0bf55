import { hash } from 'node:crypto';
import { query } from '@croupier/kit';
import type { GamesContext } from '../room.ts';

/** A game session: who plays what with which money. The token is known by its hash alone. */
export interface GameSession {
  id: string;
  userId: string;
  provider: string;
  currency: string;
  mode: 'REAL' | 'DEMO';
  expiresAt: Date;
}

const MOST_KEPT = 50_000;
const KEPT_MS = 30_000;

export const hashToken = (token: string): string => hash('sha256', token);

/** Sessions in memory by the hash of their token, so that a bet asks no database for its session. */
export class SessionMemory {
  readonly #sessions = new Map<string, { session: GameSession; readAtMs: number }>();

  forget(tokenHash: string): void {
    this.#sessions.delete(tokenHash);
  }

  /** The session of a token, expired ones included; null for an unknown token. */
  async find(ctx: GamesContext, token: string): Promise<GameSession | null> {
    const tokenHash = hashToken(token);
    const known = this.#sessions.get(tokenHash);
    if (known && Date.now() - known.readAtMs < KEPT_MS) return known.session;
    const session = await readSession(ctx, tokenHash);
    this.#sessions.delete(tokenHash);
    if (session) this.remember(tokenHash, session);
    return session;
  }

  remember(tokenHash: string, session: GameSession): void {
    if (this.#sessions.size >= MOST_KEPT) this.#sessions.delete(this.#sessions.keys().next().value!);
    this.#sessions.set(tokenHash, { session, readAtMs: Date.now() });
  }
}

interface SessionRow {
  id: string;
  user_id: string;
  provider: string;
  currency: string;
  mode: 'REAL' | 'DEMO';
  expires_at: Date | string;
}

async function readSession(ctx: GamesContext, tokenHash: string): Promise<GameSession | null> {
  const [row] = await query<SessionRow>(
    ctx.em,
    'select id, user_id, provider, currency, mode, expires_at from game_session where token_hash = ?',
    [tokenHash],
  );
  if (!row) return null;
  const { id, user_id: userId, provider, currency, mode } = row;
  return { id, userId, provider, currency, mode, expiresAt: new Date(row.expires_at) };
}
