/**
 * A world without chance: one seed decides every delay, loss and crash. Time is virtual and stands still while code runs; an event is
 * followed by every promise that it settled, then comes the next event.
 */
const START = Date.UTC(2026, 10, 21, 12);

/** Seeded numbers (mulberry32). The same seed gives the same life. */
export class Random {
  #state: number;
  constructor(seed: number) {
    this.#state = Math.imul(seed ^ 0x9e37_79b9, 0x85eb_ca6b) | 0;
  }

  /** From 0 up to, not including, `limit`. */
  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b_79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  }

  /** True in `permille` of a thousand cases. */
  chance(permille: number): boolean {
    return this.below(1_000) < permille;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }
}

interface Event {
  at: number;
  /** among events of one moment the seed decides */
  tie: number;
  run: () => void;
}
const isBefore = (a: Event, b: Event): boolean => a.at < b.at || (a.at === b.at && a.tie < b.tie);

export class World {
  now = START;
  /** whether things go wrong; after a while they stop, and everything must come to an end */
  faults = true;
  /** what was seen that must never be; the run ends there */
  violation: string | null = null;
  readonly random: Random;
  readonly trace: string[] = [];
  /** of everything that was told: two runs of a seed have the same */
  fingerprint = 0x81_1c_9d_c5;
  #numbers = 0;
  readonly #heap: Event[] = [];

  constructor(
    seed: number,
    readonly tracing = false,
  ) {
    this.random = new Random(seed);
  }

  /** A fault happens in `permille` of a thousand cases, while there are faults. */
  strikes(permille: number): boolean {
    return this.random.chance(permille) && this.faults;
  }

  newNumber(): number {
    return ++this.#numbers;
  }

  violate(what: string): void {
    this.violation ??= what;
    this.tell(() => `VIOLATION ${what}`);
  }

  tell(line: () => string): void {
    if (this.tracing) this.trace.push(`${String(this.now - START).padStart(6)} ${line()}`);
  }

  mark(text: string): void {
    for (let index = 0; index < text.length; index++)
      this.fingerprint = Math.imul(this.fingerprint ^ text.charCodeAt(index), 0x01_00_01_93);
  }

  /** Runs something between `least` and `most` virtual milliseconds from now. */
  soon(least: number, most: number, run: () => void): void {
    const event = { at: this.now + least + this.random.below(most - least + 1), tie: this.random.below(2 ** 31), run };
    const heap = this.#heap;
    let place = heap.push(event) - 1;
    while (place > 0 && isBefore(event, heap[(place - 1) >> 1]!)) {
      heap[place] = heap[(place - 1) >> 1]!;
      place = (place - 1) >> 1;
    }
    heap[place] = event;
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.soon(ms, ms, resolve));
  }

  /** Lives on until it is done, nothing is left to happen, something broke, or the time is over (virtual ms from now). */
  async live(isDone: () => boolean, forMs: number): Promise<void> {
    const end = this.now + forMs;
    while (!isDone() && this.violation === null) {
      if (this.#heap.length === 0 || this.#heap[0]!.at > end) return;
      const event = this.#next();
      this.now = event.at;
      event.run();
      // Every promise that this event settled has its say before the next event.
      await new Promise(setImmediate);
    }
  }

  #next(): Event {
    const heap = this.#heap;
    const first = heap[0]!;
    const last = heap.pop()!;
    if (heap.length === 0) return first;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child += 1;
      if (!isBefore(heap[child]!, last)) break;
      heap[place] = heap[child]!;
      place = child;
    }
    heap[place] = last;
    return first;
  }
}
