import {
  Events,
  nanos,
  type NatsConnection,
  type NatsError,
  RetentionPolicy,
  StorageType,
  type StreamInfo,
} from 'nats';

/** How long a stream keeps what it was told. */
export const STREAM_DAYS = 7;
const LOOK_EVERY_MS = 1_000;
/** How long the broker is waited for; a question may be lost with a connection. */
export const BROKER_TIMEOUT_MS = 2_000;
const STREAM_NOT_FOUND = 10059;
const MESSAGE_NOT_FOUND = 10037;

/** The stream that holds a room's events. */
export const streamOf = (room: string): string => room.toUpperCase();

const managerOf = (nats: NatsConnection) => nats.jetstreamManager({ timeout: BROKER_TIMEOUT_MS, checkAPI: false });

/** Makes the room's stream where it is missing; answers how it stands. */
export async function ensureStream(nats: NatsConnection, room: string): Promise<StreamInfo> {
  const { streams } = await managerOf(nats);
  const found = await streams.info(streamOf(room)).catch((error: NatsError) => {
    if (error.api_error?.err_code === STREAM_NOT_FOUND) return null;
    throw error;
  });
  return (
    found ??
    (await streams.add({
      name: streamOf(room),
      subjects: [`${room}.>`],
      storage: StorageType.File,
      retention: RetentionPolicy.Limits,
      max_age: nanos(STREAM_DAYS * 24 * 3_600_000),
      duplicate_window: nanos(120_000),
    }))
  );
}

/** The last message that the room's stream holds of a subject; null: none. */
export async function lastMessage(nats: NatsConnection, room: string, subject: string) {
  const { streams } = await managerOf(nats);
  return await streams.getMessage(streamOf(room), { last_by_subj: subject }).catch((error: NatsError) => {
    if (error.api_error?.err_code === MESSAGE_NOT_FOUND) return null;
    throw error;
  });
}

/**
 * Watches whether a room's stream still holds what it held: it can be deleted, emptied, or set back to an older copy. Never sure for
 * longer than a second, nor after the broker was gone: whoever is told `true` looks at what the stream holds.
 */
export class StreamWatch {
  #lookedAt = -Infinity;
  #isSure = false;
  #known: { created: string; firstSequence: number; lastSequence: number } | null = null;
  #ended = false;

  constructor(
    private readonly nats: NatsConnection,
    private readonly room: string,
  ) {
    const status = nats.status();
    void (async () => {
      for await (const { type } of status) {
        if (this.#ended) return;
        if (type === Events.Reconnect) this.forget();
      }
    })();
  }

  /** The next look begins anew. */
  forget(): void {
    this.#isSure = false;
    this.#lookedAt = -Infinity;
  }

  end(): void {
    this.#ended = true;
  }

  /** The stream has acknowledged a message under this sequence. */
  acknowledged(sequence: number): void {
    if (this.#known) this.#known.lastSequence = Math.max(this.#known.lastSequence, sequence);
  }

  /** Makes the stream where it is missing. True: it may hold less than it did at the last look. */
  async mayHaveLost(): Promise<boolean> {
    if (performance.now() - this.#lookedAt < LOOK_EVERY_MS) return false;
    const [wasSure, before] = [this.#isSure, this.#known];
    // Before the question: the broker may be gone and back while it is answered.
    this.#isSure = true;
    this.#lookedAt = performance.now();
    const { created, state } = await ensureStream(this.nats, this.room);
    const { first_seq: firstSequence, last_seq: lastSequence } = state;
    this.#known = { created, firstSequence, lastSequence };
    if (!wasSure || !before || before.created !== created || lastSequence < before.lastSequence) return true;
    // Emptied: nothing that was known is left.
    return firstSequence > before.lastSequence && firstSequence !== before.firstSequence;
  }
}
