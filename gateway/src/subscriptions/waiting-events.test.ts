import { expect, test } from 'vitest';
import { createWaitingEvents, type WaitingEvents } from './waiting-events.ts';

const event = (wallet: string, version: number): Buffer => Buffer.from(`${wallet}${version}`);
const walletOf = (payload: Buffer): string | null =>
  payload.toString().startsWith('?') ? null : payload.toString()[0]!;
const drain = (events: WaitingEvents): string[] => {
  const all: string[] = [];
  for (let payload = events.take(); payload; payload = events.take()) all.push(String(payload));
  return all;
};

test('up to its bound every event is kept in order; beyond it the newest of each wallet', () => {
  const events = createWaitingEvents(walletOf, { events: 4, bytes: 1_000 });
  events.push(event('b', 1));
  for (let version = 1; version <= 3; version++) events.push(event('a', version));
  expect(events.size).toBe(4);
  events.push(event('a', 4));
  events.push(event('a', 5));
  expect(drain(events)).toEqual(['b1', 'a4', 'a5']);
});

test('events that say nothing of what they are about go oldest first', () => {
  const events = createWaitingEvents(walletOf, { events: 2, bytes: 1_000 });
  for (let version = 1; version <= 5; version++) events.push(event('?', version));
  expect(drain(events)).toEqual(['?4', '?5']);
});

test('bytes are bounded as well, but the newest event stays however long it is', () => {
  const events = createWaitingEvents(walletOf, { events: 100, bytes: 6 });
  for (const wallet of ['a', 'b', 'b', 'c']) events.push(event(wallet, events.size));
  expect(drain(events)).toEqual(['a0', 'b2', 'c3']);
  for (const payload of ['?1', '?2', '?3', '?4']) events.push(Buffer.from(payload));
  expect(events.size).toBe(3);
  events.push(Buffer.from('?a long one'));
  expect(drain(events)).toEqual(['?a long one']);
  events.push(event('a', 1));
  events.clear();
  for (const version of [2, 3, 4]) events.push(event('?', version));
  expect(drain(events)).toEqual(['?2', '?3', '?4']);
});
