/** Writes an anchor every minute while the heads move. One process of a database does it: the one that holds the lock. */
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  writeSync,
} from 'node:fs';
import type { KeyObject } from 'node:crypto';
import { join } from 'node:path';
import pg from 'pg';
import {
  type AnchoredHead,
  anchorFiles,
  anchorLine,
  type AnchorSource,
  dayFile,
  hashOfLine,
  readLine,
  signingKey,
} from './anchors.ts';

export interface AnchorWriterOptions extends AnchorSource {
  databaseUrl: string;
  log: { warn(about: object, message: string): void };
  everyMs?: number;
  now?: () => number;
}

export interface AnchorWriter {
  /** Writes an anchor now where the heads have moved and this process is the one that writes. */
  write(): Promise<'WRITTEN' | 'UNCHANGED' | 'ANOTHER_WRITES'>;
  stop(): Promise<void>;
}

const EVERY_MS = 60_000;
const LOCK = `select pg_try_advisory_lock(hashtextextended('croupier.wallet.anchors', 0)) as mine`;
const HEADS = `select lane, batch, sequence, batch_hash as hash, moment from lane order by lane`;

/** Starts it. Throws where the key is no private Ed25519 key or the folder cannot be made; later failures are logged and tried again. */
export function startAnchors(options: AnchorWriterOptions): AnchorWriter {
  const key = signingKey(options.key);
  mkdirSync(options.dir, { recursive: true, mode: 0o700 });
  let client: pg.Client | null = null;
  let working: Promise<unknown> = Promise.resolve();

  async function connected(): Promise<pg.Client | null> {
    if (client) return client;
    const fresh = new pg.Client({
      connectionString: options.databaseUrl,
      application_name: 'anchors',
      query_timeout: 5_000,
      connectionTimeoutMillis: 3_000,
    });
    fresh.on('error', () => undefined); // the next query fails, and the lock is gone with the connection
    await fresh.connect();
    const { rows } = await fresh.query<{ mine: boolean }>(LOCK);
    if (rows[0]!.mine) client = fresh;
    else await fresh.end();
    return client;
  }

  async function anchor() {
    try {
      const holder = await connected();
      if (!holder) return 'ANOTHER_WRITES' as const;
      const { rows } = await holder.query<Record<keyof AnchoredHead, string>>(HEADS);
      const heads = rows.map(({ lane, batch, sequence, hash, moment }) => ({
        ...{ lane: Number(lane), batch: Number(batch), sequence: Number(sequence), hash, moment: Number(moment) },
      }));
      return append(options.dir, key, new Date((options.now ?? Date.now)()).toISOString(), heads);
    } catch (error) {
      const lost = client;
      client = null;
      await lost?.end().catch(() => undefined);
      throw error;
    }
  }

  const write = () => {
    const next = working.catch(() => undefined).then(anchor);
    working = next.catch(() => undefined);
    return next;
  };
  const tick = () =>
    void write().catch((error: unknown) =>
      options.log.warn({ err: error }, 'no anchor could be written; it will be tried again'),
    );
  const timer = setInterval(tick, options.everyMs ?? EVERY_MS);
  tick();
  return {
    write,
    async stop() {
      clearInterval(timer);
      // What was committed last is anchored too.
      await write().catch(() => undefined);
      await client?.end().catch(() => undefined);
    },
  };
}

/** Appends an anchor behind the last one: all at once, so that nothing comes between what was read and what is written. */
function append(dir: string, key: KeyObject, now: string, heads: AnchoredHead[]): 'WRITTEN' | 'UNCHANGED' {
  const last = lastAnchor(dir);
  if (last && JSON.stringify(last.heads) === JSON.stringify(heads)) return 'UNCHANGED';
  // A clock that went back must not put a line into a file of before.
  const at = last && last.at > now ? last.at : now;
  const file = join(dir, dayFile(at));
  const isNew = !existsSync(file);
  const descriptor = openSync(file, 'a+', 0o600);
  try {
    const text = `${endsInALine(descriptor) ? '' : '\n'}${anchorLine({ at, previous: last?.hash ?? '', heads }, key)}\n`;
    writeSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  if (isNew) syncFolder(dir);
  return 'WRITTEN';
}

function lastAnchor(dir: string): { at: string; heads: AnchoredHead[]; hash: string } | null {
  for (const file of anchorFiles(dir).reverse()) {
    const lines = readFileSync(join(dir, file), 'utf8').split('\n');
    for (const line of lines.reverse()) {
      const anchor = readLine(line, null);
      if (anchor) return { at: anchor.at, heads: anchor.heads, hash: hashOfLine(line) };
    }
  }
  return null;
}

/** Not after a machine died while writing: its half line stays, and the next one begins on its own. */
function endsInALine(descriptor: number): boolean {
  const { size } = fstatSync(descriptor);
  if (size === 0) return true;
  const last = Buffer.alloc(1);
  readSync(descriptor, last, 0, 1, size - 1);
  return last[0] === 0x0a;
}

function syncFolder(dir: string): void {
  const descriptor = openSync(dir, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
