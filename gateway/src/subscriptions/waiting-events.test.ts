import { expect, test } from 'vitest';
import { createWaitingEvents } from './waiting-events.ts';

interface Event {
  wallet: string | null;
  version: number;
}
const drain = (events: { take(): Event | undefined }): string[] => {
  const all: string[] = [];
  for (let event = events.take(); event; event = events.take()) all.push(`${event.wallet}${event.version}`);
  return all;
};

test('up to its bound every event is kept in order; beyond it the newest of each wallet', () => {
  const events = createWaitingEvents<Event>(({ wallet }) => wallet, 4);
  events.push({ wallet: 'b', version: 1 });
  for (let version = 1; version <= 3; version++) events.push({ wallet: 'a', version });
  expect(events.size).toBe(4);
  events.push({ wallet: 'a', version: 4 });
  events.push({ wallet: 'a', version: 5 });
  expect(drain(events)).toEqual(['b1', 'a4', 'a5']);
});

test('events that say nothing of what they are about go oldest first', () => {
  const events = createWaitingEvents<Event>(({ wallet }) => wallet, 2);
  for (let version = 1; version <= 5; version++) events.push({ wallet: null, version });
  expect(drain(events)).toEqual(['null4', 'null5']);
});
