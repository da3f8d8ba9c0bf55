import { nanos, type NatsConnection, type NatsError, RetentionPolicy, StorageType } from 'nats';

const SEVEN_DAYS_MS = 7 * 24 * 3_600_000;

/** The stream that holds a room's events. */
export const streamOf = (room: string): string => room.toUpperCase();

/** Makes the room's stream where it is missing; answers whether it had to be made. */
export async function ensureStream(nats: NatsConnection, room: string): Promise<boolean> {
  const manager = await nats.jetstreamManager({ timeout: 5_000, checkAPI: false });
  const found = await manager.streams.info(streamOf(room)).catch((error: NatsError) => {
    if (error.api_error?.err_code === 10059) return null; // stream not found
    throw error;
  });
  if (found) return false;
  await manager.streams.add({
    name: streamOf(room),
    subjects: [`${room}.>`],
    storage: StorageType.File,
    retention: RetentionPolicy.Limits,
    max_age: nanos(SEVEN_DAYS_MS),
    duplicate_window: nanos(120_000),
  });
  return true;
}
