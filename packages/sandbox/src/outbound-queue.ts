import type { FastifyBaseLogger } from 'fastify';
import type { State } from './state.ts';
import { backOffMs, type Timing } from './timing.ts';

/** One kind of thing that is sent until it is answered. */
export interface Delivery<Payload, Answer> {
  /** Sends it once; `undefined` means not answered: it is sent again later. */
  send(payload: Payload, attempt: number): Promise<Answer | undefined>;
  /** Records the answer, in the transaction that takes the thing out of the queue. */
  settle(payload: Payload, answer: Answer): void;
}

interface Entry {
  id: string;
  kind: string;
  payload: string;
  attempt: number;
}

const inFlightLimit = 64;

/** Sends things to the outside until they are answered, with exponential back-off and jitter. It lives in the state, so a restart forgets nothing. */
export class OutboundQueue {
  readonly #deliveries = new Map<string, Delivery<unknown, unknown>>();
  readonly #inFlight = new Map<string, Promise<void>>();
  readonly #waiting = new Map<string, (answer: unknown) => void>();
  #timer: NodeJS.Timeout | undefined;
  #running = false;

  constructor(
    readonly state: State,
    readonly timing: Timing,
    readonly log: FastifyBaseLogger,
  ) {}

  define<Payload, Answer>(kind: string, delivery: Delivery<Payload, Answer>): void {
    this.#deliveries.set(kind, delivery as Delivery<unknown, unknown>);
  }

  /** Puts a thing in the queue, within the caller's transaction; it leaves after `wake()` or at its time. */
  put(kind: string, id: string, payload: unknown, delayMs = 0): void {
    this.state.run(
      'INSERT INTO outbound (id, kind, payload, due_at) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING',
      id,
      kind,
      JSON.stringify(payload),
      Date.now() + delayMs,
    );
  }

  start(): void {
    this.#running = true;
    this.wake();
  }

  /** Sends what is due now and sets the alarm for what is due next. */
  wake(): void {
    if (!this.#running) return;
    clearTimeout(this.#timer);
    const due = this.state.all<Entry>(
      'SELECT id, kind, payload, attempt FROM outbound WHERE due_at <= ? ORDER BY due_at LIMIT ?',
      Date.now(),
      inFlightLimit * 2,
    );
    for (const entry of due) {
      if (this.#inFlight.size >= inFlightLimit) break;
      if (!this.#inFlight.has(entry.id)) this.#inFlight.set(entry.id, this.#deliver(entry));
    }
    this.#setAlarm();
  }

  /** Waits for the answer of a thing in the queue, at most `withinMs`; `undefined` when there is none by then. */
  answer<Answer>(id: string, withinMs: number): Promise<Answer | undefined> {
    return new Promise((resolve) => {
      const finish = (answer: unknown) => {
        clearTimeout(timer);
        this.#waiting.delete(id);
        resolve(answer as Answer | undefined);
      };
      const timer = setTimeout(finish, Math.max(0, withinMs), undefined);
      this.#waiting.set(id, finish);
    });
  }

  /** How many things wait, by kind. */
  pending(): { kind: string; count: number }[] {
    return this.state.all('SELECT kind, count(*) AS count FROM outbound GROUP BY kind ORDER BY kind');
  }

  /** Starts nothing new and waits for what is under way. */
  async stop(): Promise<void> {
    this.#running = false;
    clearTimeout(this.#timer);
    await Promise.all(this.#inFlight.values());
  }

  async #deliver(entry: Entry): Promise<void> {
    const attempt = entry.attempt + 1;
    try {
      const delivery = this.#deliveries.get(entry.kind);
      if (!delivery) throw new Error(`nobody sends ${entry.kind}`);
      const payload: unknown = JSON.parse(entry.payload);
      const answer = await delivery.send(payload, attempt);
      if (answer === undefined) return this.#postpone(entry, attempt);
      this.state.atomically(() => {
        delivery.settle(payload, answer);
        this.state.run('DELETE FROM outbound WHERE id = ?', entry.id);
      });
      this.#waiting.get(entry.id)?.(answer);
    } catch (error) {
      // A bug in one kind must not stop the others; the thing stays in the queue.
      this.log.error({ err: error, kind: entry.kind, id: entry.id, attempt }, 'delivery failed');
      this.#postpone(entry, attempt);
    } finally {
      this.#inFlight.delete(entry.id);
      this.wake();
    }
  }

  #postpone(entry: Entry, attempt: number): void {
    const delayMs = backOffMs(this.timing, attempt);
    this.log.warn({ kind: entry.kind, id: entry.id, attempt, delayMs }, 'not answered, sent again later');
    this.state.run('UPDATE outbound SET attempt = ?, due_at = ? WHERE id = ?', attempt, Date.now() + delayMs, entry.id);
  }

  #setAlarm(): void {
    // A full house is woken by its own deliveries; an alarm would only spin.
    if (this.#inFlight.size >= inFlightLimit) return;
    const rows = this.state.all<{ id: string; due_at: number }>(
      'SELECT id, due_at FROM outbound ORDER BY due_at LIMIT ?',
      inFlightLimit + 1,
    );
    const next = rows.find((row) => !this.#inFlight.has(row.id));
    if (next) this.#timer = setTimeout(() => this.wake(), Math.max(1, next.due_at - Date.now()));
  }
}
