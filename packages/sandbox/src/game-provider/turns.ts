import { Refusal } from '../errors.ts';

const waitersLimit = 256;

/** One after the other per session, in the order of arrival. */
export class Turns {
  readonly #lines = new Map<string, (() => void)[]>();

  /** Waits for its turn until `untilMs`, does the work, passes the turn on. Refuses with BUSY, HTTP 429, having done nothing. */
  async take<Result>(key: string, untilMs: number, work: () => Promise<Result> | Result): Promise<Result> {
    await this.#wait(key, untilMs);
    try {
      return await work();
    } finally {
      const next = this.#lines.get(key)?.shift();
      if (next) next();
      else this.#lines.delete(key);
    }
  }

  #wait(key: string, untilMs: number): Promise<void> {
    const line = this.#lines.get(key);
    if (!line) {
      this.#lines.set(key, []);
      return Promise.resolve();
    }
    const busy = new Refusal('BUSY', 429, 'earlier plays of this session are still under way; nothing happened');
    if (line.length >= waitersLimit) return Promise.reject(busy);
    return new Promise((resolve, reject) => {
      const enter = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(
        () => {
          line.splice(line.indexOf(enter), 1);
          reject(busy);
        },
        Math.max(0, untilMs - Date.now()),
      );
      line.push(enter);
    });
  }
}
