/**
 * How much is held open, over all gateway processes. Each counts its own and tells the others how many of a key it holds, in shares of a
 * tenth of the limit: of those who hold little, nothing is said. What is not told yet may pass the limit by that share a process.
 */
import { randomUUID } from 'node:crypto';
import type { Logger } from '@croupier/kit';
import { JSONCodec, type NatsConnection } from 'nats';
import { z } from 'zod';

/** What is held, by key. */
export interface Tally {
  /** here, and elsewhere as far as it was told */
  of(key: string): number;
  add(key: string, by: number): void;
}

export interface SharedTallies {
  define(name: string, limit: number): Tally;
  stop(): void;
}

export interface SharedTalliesOptions {
  /** null: this process is alone */
  nats: NatsConnection | null;
  log: Logger;
  now?: () => number;
}

const HELD = 'live.gateway.held';
const TELL_EVERY_MS = 1_000;
const SILENT_MS = 3_500;
const SHARES = 10;
const MOST_TOLD = 10_000;
const held = z.object({
  from: z.string().max(64),
  /** name of the tally, key, count */
  counts: z.array(z.tuple([z.string(), z.string(), z.number().int().nonnegative()])).max(MOST_TOLD),
  /** false: one count has grown, the others stand */
  all: z.boolean(),
});
type Held = z.infer<typeof held>;

const placeOf = (name: string, key: string): string => `${name} ${key}`;

export function createSharedTallies({ nats, log, now = () => performance.now() }: SharedTalliesOptions): SharedTallies {
  const codec = JSONCodec<unknown>();
  const self = randomUUID();
  const elsewhere = new Elsewhere(now);
  const told = new Map<string, Held['counts'][number]>();
  let hadTold = false;
  const say = (counts: Held['counts'], all: boolean): void => {
    if (!nats || nats.isClosed() || nats.isDraining()) return;
    nats.publish(HELD, codec.encode({ from: self, counts, all } satisfies Held));
  };
  const ear = nats?.subscribe(HELD, {
    callback: (error, message) => {
      if (error) return log.warn({ err: error }, 'limits of what is held open cannot be shared');
      const read = held.safeParse(codec.decode(message.data));
      if (read.success && read.data.from !== self) elsewhere.hear(read.data);
    },
  });
  const tell = setInterval(() => {
    elsewhere.forgetSilent();
    if (told.size > 0 || hadTold) say([...told.values()].slice(0, MOST_TOLD), true);
    hadTold = told.size > 0;
  }, TELL_EVERY_MS);
  if (!nats) clearInterval(tell);
  tell.unref();
  return {
    define(name, limit) {
      const counts = new Map<string, number>();
      const share = Math.max(1, Math.floor(limit / SHARES));
      return {
        of: (key) => (counts.get(key) ?? 0) + elsewhere.of(placeOf(name, key)),
        add(key, by) {
          const count = (counts.get(key) ?? 0) + by;
          if (count > 0) counts.set(key, count);
          else counts.delete(key);
          const place = placeOf(name, key);
          const before = told.get(place)?.[2] ?? 0;
          const inShares = count - (count % share);
          if (inShares === 0) told.delete(place);
          else if (inShares !== before) told.set(place, [name, key, inShares]);
          if (inShares > before) say([[name, key, inShares]], false);
        },
      };
    },
    stop() {
      clearInterval(tell);
      ear?.unsubscribe();
    },
  };
}

/** What the others told. Who is silent holds nothing any more. */
class Elsewhere {
  readonly #heard = new Map<string, { counts: Map<string, number>; atMs: number }>();

  constructor(private readonly now: () => number) {}

  hear({ from, counts, all }: Held): void {
    const known = (all ? undefined : this.#heard.get(from)?.counts) ?? new Map<string, number>();
    for (const [name, key, count] of counts) known.set(placeOf(name, key), count);
    this.#heard.set(from, { counts: known, atMs: this.now() });
  }

  forgetSilent(): void {
    for (const [from, { atMs }] of this.#heard) if (this.now() - atMs > SILENT_MS) this.#heard.delete(from);
  }

  of(place: string): number {
    let sum = 0;
    for (const { counts } of this.#heard.values()) sum += counts.get(place) ?? 0;
    return sum;
  }
}
