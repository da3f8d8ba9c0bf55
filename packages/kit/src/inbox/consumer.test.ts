import { userRegistered } from '@croupier/contracts';
import { eventually } from '@croupier/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  defineConsumer,
  handleOnce,
  inTransaction,
  listParked,
  publish,
  query,
  replayParked,
  startConsumers,
  startOutboxRelay,
  type Context,
} from '../index.ts';
import { toyRoom } from '../testing/toy-room.testing.ts';

let broken = true;
let attempts = 0;
const note = defineConsumer('note', userRegistered, async (ctx: Context, event) => {
  await query(ctx.em, 'insert into noted (text) values (?)', [event.userId]);
  if (event.userId !== 'poison') return;
  attempts += 1;
  if (broken) throw new Error('cannot stomach this');
});

describe('an event that is heard', () => {
  let room: Awaited<ReturnType<typeof toyRoom>>;
  beforeAll(async () => void (room = await toyRoom()));
  afterAll(() => room.close());

  const noted = async () =>
    (await query<{ text: string }>(room.makeContext().em, 'select text from noted order by id')).map((row) => row.text);
  const event = (userId: string) => ({ userId, displayName: 'x', locale: 'en', registeredAt: '2026-01-01T00:00:00Z' });

  it('is handled once, however often it is delivered', async () => {
    expect(await handleOnce(room.makeContext(), note as never, 'm-1', event('once'))).toBe(true);
    expect(await handleOnce(room.makeContext(), note as never, 'm-1', event('once'))).toBe(false);
    const both = await Promise.all(
      [1, 2].map(() => handleOnce(room.makeContext(), note as never, 'm-2', event('race'))),
    );
    expect(both.filter(Boolean)).toHaveLength(1);
    expect(await noted()).toEqual(['once', 'race']);
  });

  it('that cannot be handled is tried again, parked, and replayed by an operator; the others go on', async () => {
    const relay = startOutboxRelay({
      databaseUrl: room.database.appUrl,
      nats: room.nats,
      room: 'users',
      log: room.log,
    });
    const listening = startConsumers(room.nats, 'users', [note as never], room.makeContext, room.log, 10);
    await inTransaction(room.makeContext(), async (ctx) => {
      for (const userId of ['poison', 'fine']) await publish(ctx, userRegistered, event(userId));
    });
    await eventually(async () => expect(await noted()).toContain('fine'));
    const [parked] = await eventually(
      async () => {
        const found = await listParked(room.makeContext());
        expect(found).toHaveLength(1);
        return found;
      },
      { timeoutMs: 60_000 },
    );
    expect(attempts).toBe(8);
    expect(parked).toMatchObject({ consumer: 'note', deliveries: 8, payload: { userId: 'poison' } });
    expect(await noted()).not.toContain('poison');

    await expect(replayParked(room.makeContext(), [note as never], parked!.id)).rejects.toThrow('cannot stomach');
    expect(await listParked(room.makeContext())).toHaveLength(1);
    broken = false;
    await replayParked(room.makeContext(), [note as never], parked!.id);
    expect(await noted()).toContain('poison');
    expect(await listParked(room.makeContext())).toEqual([]);
    await expect(replayParked(room.makeContext(), [note as never], parked!.id)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await listening.stop();
    await relay.stop();
  }, 90_000);
});
