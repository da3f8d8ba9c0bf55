import type { LedgerEntry } from '@croupier/contracts';

const MOST_WAITING = 5_000;

export interface LaneReaderOptions {
  /** between the begin of one batch and the begin of the next */
  gatherMs: number;
  /** entries of a batch that were pushed */
  most: number;
  /** entries that `readOn` answers at once */
  page: number;
  /** Works on entries in order; false: something is missing before them. */
  apply: (entries: LedgerEntry[]) => Promise<boolean>;
  /** What the log has after the last entry that was applied, a page of it. */
  readOn: () => Promise<LedgerEntry[]>;
  onFailure: (error: unknown) => void;
}

/**
 * One lane's entries for one projection, a batch at a time. The first is worked on at once; what arrives during that and the pause after
 * it becomes one batch. What is dropped here (a failure, a gap, too much of it) is read from the log.
 */
export class LaneReader {
  readonly #options: LaneReaderOptions;
  #waiting: LedgerEntry[] = [];
  #isBehind = false;
  #isApplying = false;
  #stopping = false;
  #working: Promise<void> | null = null;
  #endPause: () => void = () => undefined;

  constructor(options: LaneReaderOptions) {
    this.#options = options;
  }

  /** Whether entries are on their way through; it sees by itself what is missing before them. */
  get isBusy(): boolean {
    return this.#hasWork || this.#isApplying;
  }

  get #hasWork(): boolean {
    return this.#isBehind || this.#waiting.length > 0;
  }

  /** Consecutive entries, as they were pushed. */
  take(entries: LedgerEntry[]): void {
    const last = this.#waiting.at(-1)?.sequence ?? 0;
    const fresh = entries.filter(({ sequence }) => sequence > last);
    const isContinued = last === 0 || fresh.length === 0 || fresh[0]!.sequence === last + 1;
    const isTooMuch = this.#waiting.length + fresh.length > MOST_WAITING;
    if (!isContinued || isTooMuch) {
      this.#waiting = [];
      this.#isBehind = true;
    }
    this.#waiting.push(...fresh);
    this.#working ??= this.#work();
  }

  catchUp(): void {
    this.#isBehind = true;
    this.#working ??= this.#work();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#endPause();
    await this.#working;
  }

  async #work(): Promise<void> {
    const { gatherMs, most, onFailure } = this.#options;
    while (this.#hasWork && !this.#stopping) {
      const begunAt = performance.now();
      this.#isApplying = true;
      await this.#workOnce().catch((error: unknown) => {
        if (!this.#stopping) onFailure(error);
        this.#waiting = [];
        this.#isBehind = false; // the next push, or the next look at the heads, tries again
      });
      this.#isApplying = false;
      const restMs = gatherMs - (performance.now() - begunAt);
      if (restMs > 0 && this.#waiting.length < most && !this.#isBehind && !this.#stopping) await this.#pause(restMs);
    }
    this.#working = null;
  }

  async #workOnce(): Promise<void> {
    const { most, page, apply, readOn } = this.#options;
    if (!this.#isBehind) {
      const isContinued = await apply(this.#waiting.splice(0, most));
      this.#isBehind ||= !isContinued;
      return;
    }
    const entries = await readOn();
    if (entries.length > 0) await apply(entries);
    if (entries.length < page) this.#isBehind = false;
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
