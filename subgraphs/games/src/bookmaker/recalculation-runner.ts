import type { GamesContext } from '../room.ts';
import { runRecalculation } from './run-recalculation.ts';

const LOOK_EVERY_MS = 1_000;
const MOST_AT_ONCE = 4;

/** Works on recalculations: those that were asked for here at once, those that another process left behind when their lease has ended. */
export class RecalculationRunner {
  readonly #makeContext: () => GamesContext;
  readonly #stopping = new AbortController();
  readonly #running = new Set<Promise<void>>();
  readonly #timer: NodeJS.Timeout;

  constructor(makeContext: () => GamesContext) {
    this.#makeContext = makeContext;
    this.#timer = setInterval(() => this.wake(), LOOK_EVERY_MS);
  }

  /** Looks for work now. */
  wake(): void {
    if (this.#stopping.signal.aborted || this.#running.size >= MOST_AT_ONCE) return;
    const ctx = this.#makeContext();
    const work = runRecalculation(ctx, this.#stopping.signal)
      .catch((error: unknown) => {
        ctx.log.warn({ err: error }, 'recalculations were not looked for');
        return false;
      })
      .then((more) => {
        this.#running.delete(work);
        if (more) this.wake();
      });
    this.#running.add(work);
  }

  /** Leaves what is not settled yet to whoever comes next. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#stopping.abort();
    await Promise.all(this.#running);
  }
}
