import type { EntityManager } from '@mikro-orm/postgresql';
import DataLoader from 'dataloader';
import type { Logger } from 'pino';
import type { Identity } from './identity.ts';
import type { Live } from './live.ts';
import type { Ask } from './requests.ts';
import type { Tracing } from './tracing/tracing.ts';

/**
 * What a use case is given: made per request and per message. `room` holds what only this subgraph has
 * (its ledger, its providers); `loaders` batches reads within one request.
 */
export interface Context<Room = unknown> {
  em: EntityManager;
  identity: Identity;
  log: Logger;
  now: () => Date;
  ask: Ask;
  live: Live;
  loaders: Loaders;
  room: Room;
  /** null or absent: nothing is traced */
  tracing?: Tracing | null;
}

/** Runs `work` in one database transaction. The inner `ctx` shadows the outer one, so nothing slips out of it. */
export async function inTransaction<C extends Context, T>(ctx: C, work: (ctx: C) => Promise<T>): Promise<T> {
  return ctx.em.transactional((em) => work({ ...ctx, em: em as EntityManager }));
}

/** DataLoaders of one request, made when first asked for. */
export class Loaders {
  readonly #loaders = new Map<string, DataLoader<unknown, unknown>>();

  /** The loader called `name`; `batch` answers keys in their order (an Error or null for a missing one). */
  get<K, V>(name: string, batch: (keys: readonly K[]) => Promise<(V | Error | null)[]>): DataLoader<K, V | null> {
    let loader = this.#loaders.get(name);
    if (!loader) {
      loader = new DataLoader(batch as never, { maxBatchSize: 500 }) as DataLoader<unknown, unknown>;
      this.#loaders.set(name, loader);
    }
    return loader as DataLoader<K, V | null>;
  }
}
