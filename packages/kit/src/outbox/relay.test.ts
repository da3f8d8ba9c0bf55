import { userRegistered } from '@croupier/contracts';
import { eventually } from '@croupier/testkit';
import { cpSync, rmSync } from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTransaction, publish, query, startOutboxRelay } from '../index.ts';
import { toyRoom } from '../testing/toy-room.testing.ts';

const registered = (userId: string) => ({
  userId,
  displayName: userId,
  locale: 'en',
  registeredAt: '2026-01-01T00:00:00Z',
});

describe('the outbox', () => {
  let room: Awaited<ReturnType<typeof toyRoom>>;
  beforeAll(async () => void (room = await toyRoom()));
  afterAll(() => room.close());

  const relay = (more: { staleAfterMs?: number } = {}) =>
    startOutboxRelay({ databaseUrl: room.database.appUrl, nats: room.nats, room: 'users', log: room.log, ...more });
  const told = async () => {
    const manager = await room.nats.jetstreamManager();
    const { state } = await manager.streams.info('USERS');
    const texts: string[] = [];
    for (let seq = state.first_seq; seq <= state.last_seq; seq++) {
      texts.push((await manager.streams.getMessage('USERS', { seq })).json<{ userId: string }>().userId);
    }
    return texts;
  };
  const tell = (...userIds: string[]) =>
    inTransaction(room.makeContext(), async (ctx) => {
      for (const userId of userIds) await publish(ctx, userRegistered, registered(userId));
    });

  it('what a transaction told is sent in order, what it took back is not', async () => {
    const running = relay();
    await tell('a', 'b', 'c');
    await inTransaction(room.makeContext(), async (ctx) => {
      await publish(ctx, userRegistered, registered('never'));
      throw new Error('changed my mind');
    }).catch(() => undefined);
    await tell('d');
    await eventually(async () => expect(await told()).toEqual(['a', 'b', 'c', 'd']));
    await running.stop();
  });

  it('a crash between sending and remembering sends again, and the broker knows the id', async () => {
    await query(room.makeContext().em, 'update outbox set sent_at = null');
    const running = relay();
    await eventually(async () =>
      expect(await query(room.makeContext().em, 'select 1 from outbox where sent_at is null')).toEqual([]),
    );
    expect(await told()).toEqual(['a', 'b', 'c', 'd']);
    await running.stop();
  });

  it('of two relays one is active, and the other takes over', async () => {
    const first = relay();
    const second = relay();
    await tell('e');
    await eventually(async () => expect(await told()).toHaveLength(5));
    await first.stop();
    await tell('f');
    await eventually(async () => expect(await told()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']));
    await second.stop();
  });

  it('a wiped broker is told everything again', async () => {
    await (await room.nats.jetstreamManager()).streams.delete('USERS');
    const running = relay();
    await eventually(async () => expect(await told()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']));
    await running.stop();
  });

  it('a broker that is wiped, or set back to an older copy, under a running relay is told again what it forgot', async () => {
    const running = relay();
    const patience = { timeoutMs: 20_000 };
    const copy = `${room.broker.streams}-copy`;
    cpSync(room.broker.streams, copy, { recursive: true });
    await tell('g', 'h');
    const all = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    await eventually(async () => expect(await told()).toEqual(all), patience);
    await room.broker.restart(() => {
      rmSync(room.broker.streams, { recursive: true });
      cpSync(copy, room.broker.streams, { recursive: true });
    });
    await eventually(async () => expect(await told()).toEqual(all), patience);
    await (await room.nats.jetstreamManager()).streams.delete('USERS');
    await eventually(async () => expect(await told()).toEqual(all), patience);
    await running.stop();
  }, 60_000);

  it('a relay whose session has been silent for too long is put out, and another takes over', async () => {
    // A process that was stopped: it holds the lock and says nothing.
    const silent = new pg.Client({ connectionString: room.database.appUrl });
    silent.on('error', () => undefined);
    await silent.connect();
    await silent.query('select pg_advisory_lock($1, 0)', [0x0c_0b_0e]);
    const running = relay({ staleAfterMs: 400 });
    await tell('i');
    await eventually(async () => expect((await told()).at(-1)).toBe('i'));
    await expect(silent.query('select 1')).rejects.toThrow();
    await running.stop();
  });

  it('a payload that breaks its contract is refused before anything is written', async () => {
    await expect(tell('')).rejects.toThrow();
    expect(await query(room.makeContext().em, "select 1 from outbox where payload->>'userId' = ''")).toEqual([]);
  });
});
