import {
  askCommands,
  askLaneHeads,
  askRate,
  askReadLog,
  askWallet,
  type Command,
  type LedgerBatch,
  userRegistered,
} from '@croupier/contracts';
import { connectNats, createLog, type DomainError } from '@croupier/kit';
import { eventually } from '@croupier/testkit';
import { randomUUID } from 'node:crypto';
import { JSONCodec } from 'nats';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bet, commandOf, deposit, gate, hold, rollback, win } from '../testing/plays.testing.ts';
import { type RunningWallet, runningWallet } from '../testing/running-wallet.testing.ts';

let wallet: RunningWallet;
beforeAll(async () => {
  wallet = await runningWallet();
});
afterAll(() => wallet.stop());

const say = (asker: 'games' | 'payments' | 'users', ...commands: unknown[]) =>
  wallet[asker](askCommands[asker], { commands: commands as Command[] });
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'answered',
    (error: DomainError) => error.code,
  );

test('users, payments and games move one player’s money through the ledger and its log tells all of it in order', async () => {
  const userId = randomUUID();
  await say('users', commandOf(userId, 'users', gate()));
  expect(await wallet.games(askWallet, { userId, currency: 'EUR' })).toEqual({
    wallet: null,
    playerKnown: true,
    status: 'ACTIVE',
  });
  await say(
    'payments',
    commandOf(userId, 'psp:sandbox', { kind: 'reserve_deposit', reference: 'p-1', amount: '10.00', currency: 'EUR' }),
  );
  await say('payments', commandOf(userId, 'psp:sandbox', deposit('p-1-captured', '10.00', { reservation: 'p-1' })));
  const { results } = await say(
    'games',
    commandOf(userId, 'studio:sandbox', bet('t-1', '1.00')),
    commandOf(userId, 'studio:sandbox', win('t-2', 't-1', '2.50', { roundClosed: true })),
  );
  expect(results.map((each) => [each.status, each.status === 'DONE' && each.wallet?.real])).toEqual([
    ['DONE', '9.00'],
    ['DONE', '11.50'],
  ]);
  expect(await wallet.payments(askWallet, { userId, currency: 'EUR' })).toMatchObject({
    wallet: { real: '11.50', bonus: '0.00', locked: '0.00', version: 3 },
  });

  const { heads } = await wallet.games(askLaneHeads, {});
  const logs = await Promise.all(heads.map(({ lane }) => wallet.games(askReadLog, { lane, after: 0, limit: 500 })));
  const entries = logs.flatMap((log) => log.entries);
  expect(entries.map((entry) => [entry.sequence, entry.kind, entry.amount, entry.real])).toEqual([
    [1, 'DEPOSIT', '10.00', '10.00'],
    [2, 'BET', '1.00', '9.00'],
    [3, 'WIN', '2.50', '11.50'],
    [4, 'ROUND_CLOSED', '0', '0'],
  ]);
  expect(entries[2]).toMatchObject({
    betReference: 't-1',
    relatedTransactionId: entries[1]!.transactionId,
    buckets: [{ bucket: 'REAL', amount: '2.50', balanceAfter: '11.50' }],
  });
});

test('the relay publishes the log to the stream in order, without holes', async () => {
  const userId = randomUUID();
  const heard: LedgerBatch[] = [];
  const subscription = wallet.nats[0]!.subscribe('wallet.ledger.v1.*');
  void (async () => {
    for await (const message of subscription) heard.push(JSONCodec<LedgerBatch>().decode(message.data));
  })();
  await wallet.nats[0]!.flush();
  await say('users', commandOf(userId, 'users', gate()));
  await say('payments', commandOf(userId, 'psp:sandbox', deposit(userId, '10.00')));
  for (let index = 0; index < 20; index++)
    await say('games', commandOf(userId, 'studio:sandbox', bet(`${userId}-${index}`, '0.10')));
  const own = await eventually(() => {
    const entries = heard.flatMap((batch) => batch.entries).filter((entry) => entry.userId === userId);
    expect(entries).toHaveLength(21);
    return entries;
  });
  expect(own.map((entry) => entry.version)).toEqual(Array.from({ length: 21 }, (_, index) => index + 1));
  for (const batch of heard)
    expect(batch.entries.map((entry) => entry.sequence)).toEqual(batch.entries.map((_, index) => batch.first + index));
  const stream = await (await wallet.nats[0]!.jetstreamManager({ checkAPI: false })).streams.info('WALLET');
  expect(stream.state.messages).toBeGreaterThan(0);
});

test('a wiped stream is filled again from the ledger, every lane of it, without holes', async () => {
  const admin = await connectNats(wallet.broker.natsUrl('admin'), createLog('test', 'error'));
  const manager = await admin.jetstreamManager({ checkAPI: false });
  await manager.streams.delete('WALLET');
  const players = Array.from({ length: 12 }, () => randomUUID());
  await say('users', ...players.map((userId) => commandOf(userId, 'users', gate())));
  await say('payments', ...players.map((userId) => commandOf(userId, 'psp:sandbox', deposit(userId, '10.00'))));
  const { heads } = await wallet.games(askLaneHeads, {});
  expect(heads.every((head) => head.sequence > 0)).toBe(true);
  await eventually(
    async () => {
      const last = new Map<number, number>();
      const { state } = await manager.streams.info('WALLET');
      for (let sequence = state.first_seq; sequence <= state.last_seq; sequence++) {
        const batch = JSONCodec<LedgerBatch>().decode(
          (await manager.streams.getMessage('WALLET', { seq: sequence })).data,
        );
        const known = last.get(batch.lane) ?? 0;
        // What was on its way when the stream was made again may come twice or early; readers know sequences. The filling is whole.
        if (batch.first <= known + 1) last.set(batch.lane, Math.max(known, batch.last));
      }
      expect(heads.map(({ lane }) => ({ lane, sequence: last.get(lane) ?? 0 }))).toEqual(heads);
    },
    { timeoutMs: 20_000 },
  );
  await admin.close();
});

test('nobody commands the ledger beyond their own operations and scopes', async () => {
  const userId = randomUUID();
  expect(await codeOf(say('games', commandOf(userId, 'psp:sandbox', bet('x', '1.00'))))).toBe('FORBIDDEN');
  expect(await codeOf(say('games', commandOf(userId, 'studio:sandbox', deposit('x', '1.00'))))).toBe('FORBIDDEN');
  expect(
    await codeOf(say('games', commandOf(userId, 'studio:sandbox', hold('x', '1.00', { purpose: 'WITHDRAWAL' })))),
  ).toBe('FORBIDDEN');
  expect(await codeOf(say('payments', commandOf(userId, 'psp:sandbox', rollback('x', 'y'))))).toBe('FORBIDDEN');
  expect(await codeOf(say('payments', commandOf(userId, 'users', gate())))).toBe('FORBIDDEN');
  expect(await codeOf(say('payments', commandOf(userId, 'psp:demo', deposit('x', '1.00'))))).toBe('FORBIDDEN');
  expect(await codeOf(say('games', commandOf(userId, 'studio:sandbox', bet('x', '1.005'))))).toBe('BAD_USER_INPUT');
  expect(await codeOf(say('games', commandOf(userId, 'studio:sandbox', bet('x', '1.00', { currency: 'XQQ' }))))).toBe(
    'BAD_USER_INPUT',
  );
  expect(await codeOf(say('games', commandOf(userId, 'studio:sandbox', bet('x', '-1.00'))))).toBe('BAD_USER_INPUT');
});

test('a person who registers has a EUR wallet, also when the event comes twice', async () => {
  const userId = randomUUID();
  const manager = await wallet.nats[2]!.jetstreamManager({ checkAPI: false });
  await manager.streams.add({ name: 'USERS', subjects: ['users.>'] });
  const payload = JSONCodec().encode({
    userId,
    displayName: 'Ann',
    locale: 'en',
    registeredAt: new Date().toISOString(),
  });
  for (const msgID of ['one', 'two'])
    await wallet.nats[2]!.jetstream().publish(userRegistered.subject, payload, { msgID });
  await eventually(async () => {
    expect(await wallet.games(askWallet, { userId, currency: 'EUR' })).toMatchObject({
      wallet: { real: '0.00', version: 0 },
      playerKnown: false,
    });
  });
});

test('a rate is the day’s, or the last known one', async () => {
  const rate = async (currency: string, day: string) => (await wallet.payments(askRate, { currency, day })).eurPerUnit;
  expect(await rate('EUR', '2026-11-21')).toBe('1');
  expect(await rate('USD', '2026-12-31')).toBe(await rate('USD', '2026-11-20'));
  expect(await rate('USD', '2026-06-02')).not.toBe(await rate('USD', '2026-11-20'));
});
