import { readFileSync, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Logger } from '@croupier/kit';
import { type LoadedSupergraph, type LoadOptions, loadSupergraph } from './load-supergraph.ts';

/** The supergraph of now. */
export interface CurrentSupergraph {
  current(): LoadedSupergraph;
  /** Gets something ready for a new supergraph before it is served. */
  beforeNext(getReady: (next: LoadedSupergraph, now: LoadedSupergraph) => Promise<void>): void;
  stop(): void;
}

const SETTLE_MS = 100;

/**
 * Loads a supergraph file and follows it: a new text is served once it has loaded, a bad one is told to the log and the old one
 * stays. Requests that run keep what they started with. Throws where the first load fails.
 */
export function watchSupergraph(file: string, options: LoadOptions, log: Logger): CurrentSupergraph {
  let text = readFileSync(file, 'utf8');
  let loaded = loadSupergraph(text, options);
  const getReady: Parameters<CurrentSupergraph['beforeNext']>[0][] = [];
  const reload = async (): Promise<void> => {
    try {
      const next = readFileSync(file, 'utf8');
      if (next === text) return;
      const nextLoaded = loadSupergraph(next, options);
      for (const each of getReady) await each(nextLoaded, loaded);
      loaded = nextLoaded;
      text = next;
      log.info('a new supergraph is served');
    } catch (error) {
      log.error({ err: error }, 'the new supergraph does not load; the old one stays');
    }
  };
  let reloading = Promise.resolve();
  let settling: NodeJS.Timeout | undefined;
  // The folder is watched: editors and deployments replace files instead of writing into them.
  const watcher = watch(dirname(file), (_event, name) => {
    if (name !== null && name !== basename(file)) return;
    clearTimeout(settling);
    settling = setTimeout(() => (reloading = reloading.then(reload)), SETTLE_MS).unref();
  });
  watcher.unref();
  return {
    current: () => loaded,
    beforeNext: (each) => void getReady.push(each),
    stop() {
      clearTimeout(settling);
      watcher.close();
    },
  };
}
