import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

// Amounts are minor units as text: a BTC amount outgrows the 64 bits of an SQLite integer.
const schema = `
CREATE TABLE IF NOT EXISTS session (
  token TEXT PRIMARY KEY, player_id TEXT NOT NULL, currency TEXT NOT NULL, mode TEXT NOT NULL, language TEXT, lobby_url TEXT,
  server_seed TEXT NOT NULL, client_seed TEXT NOT NULL, nonce INTEGER NOT NULL, demo_minor TEXT NOT NULL, created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS revealed_seed (hash TEXT PRIMARY KEY, server_seed TEXT NOT NULL, revealed_at INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS round (
  id TEXT PRIMARY KEY, token TEXT NOT NULL, player_id TEXT NOT NULL, game_id TEXT NOT NULL, currency TEXT NOT NULL,
  stake_minor TEXT NOT NULL, payout_minor TEXT, choice TEXT NOT NULL, outcome TEXT, server_seed_hash TEXT, client_seed TEXT, nonce INTEGER,
  bet_id TEXT NOT NULL, win_id TEXT, rollback_id TEXT, status TEXT NOT NULL, refusal TEXT, created_at INTEGER NOT NULL, closed_at INTEGER,
  free_rounds_id TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS round_by_status ON round (status) WHERE status = 'BETTING';
CREATE TABLE IF NOT EXISTS free_rounds (
  id TEXT PRIMARY KEY, player_id TEXT NOT NULL, game_id TEXT NOT NULL, currency TEXT NOT NULL, stake_minor TEXT NOT NULL,
  rounds INTEGER NOT NULL, played INTEGER NOT NULL, expires_at INTEGER NOT NULL, cancelled INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS free_rounds_of_player ON free_rounds (player_id);
CREATE TABLE IF NOT EXISTS psp_payment (
  id TEXT PRIMARY KEY, payment_id TEXT NOT NULL UNIQUE, request TEXT NOT NULL, kind TEXT NOT NULL, amount TEXT NOT NULL, currency TEXT NOT NULL,
  return_url TEXT, webhook_url TEXT NOT NULL, status TEXT NOT NULL, created_at INTEGER NOT NULL, settled_at INTEGER
) STRICT;
CREATE TABLE IF NOT EXISTS psp_idempotency_key (key TEXT PRIMARY KEY, request TEXT NOT NULL, id TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS outbound (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, payload TEXT NOT NULL, attempt INTEGER NOT NULL DEFAULT 0, due_at INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS outbound_by_due ON outbound (due_at);
`;

const keepMs = 30 * 24 * 3_600_000;

export type Row = Record<string, string | number | null>;

/** What the sandbox must not forget over a restart: sessions, seeds, rounds, payments and what is still to be sent. */
export class State {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, ReturnType<DatabaseSync['prepare']>>();

  /** Opens (and makes) the state in a folder. Closed rounds and sessions older than 30 days are forgotten here. */
  constructor(folder: string, nowMs: number) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#db = new DatabaseSync(join(folder, 'sandbox.sqlite'));
    // WAL with NORMAL survives the kill of the process; only a power cut may cost the last moments.
    this.#db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 2000;');
    this.#db.exec(schema);
    // A state of before free rounds.
    if (!this.one(`SELECT 1 FROM pragma_table_info('round') WHERE name = 'free_rounds_id'`))
      this.#db.exec('ALTER TABLE round ADD COLUMN free_rounds_id TEXT');
    this.run('DELETE FROM round WHERE closed_at < ?', nowMs - keepMs);
    this.run('DELETE FROM free_rounds WHERE expires_at < ?', nowMs - keepMs);
    this.run('DELETE FROM session WHERE created_at < ?', nowMs - keepMs);
  }

  one<Shape = Row>(sql: string, ...values: (string | number | null)[]): Shape | undefined {
    return this.#prepare(sql).get(...values) as Shape | undefined;
  }

  all<Shape = Row>(sql: string, ...values: (string | number | null)[]): Shape[] {
    return this.#prepare(sql).all(...values) as Shape[];
  }

  run(sql: string, ...values: (string | number | null)[]): void {
    this.#prepare(sql).run(...values);
  }

  /** All of `work` or none of it. `work` is synchronous, so nothing else runs between its statements. */
  atomically<Result>(work: () => Result): Result {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#db.exec('COMMIT');
      return result;
    } catch (error) {
      this.#db.exec('ROLLBACK');
      throw error;
    }
  }

  close(): void {
    this.#statements.clear();
    this.#db.close();
  }

  #prepare(sql: string) {
    const known = this.#statements.get(sql);
    if (known) return known;
    const prepared = this.#db.prepare(sql);
    this.#statements.set(sql, prepared);
    return prepared;
  }
}
