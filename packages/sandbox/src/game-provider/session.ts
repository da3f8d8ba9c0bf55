import type { State } from '../state.ts';
import { hashServerSeed, newClientSeed, newServerSeed, type Proof } from './fairness.ts';

/** A launched game session, as it is stored. `server_seed` never leaves before rotation. */
export interface Session {
  token: string;
  player_id: string;
  currency: string;
  mode: 'REAL' | 'DEMO';
  language: string | null;
  lobby_url: string | null;
  server_seed: string;
  client_seed: string;
  /** The nonce of the next play. */
  nonce: number;
  /** Pretend money, minor units. */
  demo_minor: string;
}

export type NewSession = Pick<Session, 'token' | 'player_id' | 'currency' | 'mode'> &
  Partial<Pick<Session, 'language' | 'lobby_url'>>;

export function findSession(state: State, token: string): Session | undefined {
  return state.one<Session>('SELECT * FROM session WHERE token = ?', token);
}

/** Stores a session with fresh seeds; one that is known stays as it is. */
export function storeSession(state: State, session: NewSession, demoMinor: bigint): Session {
  state.run(
    `INSERT INTO session (token, player_id, currency, mode, language, lobby_url, server_seed, client_seed, nonce, demo_minor, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?) ON CONFLICT (token) DO NOTHING`,
    session.token,
    session.player_id,
    session.currency,
    session.mode,
    session.language ?? null,
    session.lobby_url ?? null,
    newServerSeed(),
    newClientSeed(),
    demoMinor.toString(),
    Date.now(),
  );
  return findSession(state, session.token) as Session;
}

/** What is shown before the next play. */
export function proofOf(session: Session): Proof {
  return { serverSeedHash: hashServerSeed(session.server_seed), clientSeed: session.client_seed, nonce: session.nonce };
}
