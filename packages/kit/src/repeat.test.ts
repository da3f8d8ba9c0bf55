import { eventually } from '@croupier/testkit';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { repeat } from './repeat.ts';

const HOUR_MS = 3_600_000;

/** A loop whose turns last until the test ends them, and what it logged. */
function aLoop(everyMs: number) {
  const levels: string[] = [];
  const write = (line: string) => void levels.push(pino.levels.labels[(JSON.parse(line) as { level: number }).level]!);
  const turns: { end: () => void; fail: (error: Error) => void }[] = [];
  const work = () => new Promise<void>((end, fail) => turns.push({ end, fail }));
  return { ...{ levels, turns }, loop: repeat('a job', everyMs, pino({ level: 'debug' }, { write }), work) };
}

it('works at once and again after each pause; of failures in a row one is a warning', async () => {
  const { loop, levels, turns } = aLoop(1);
  for (const [index, fails] of [true, true, false, true].entries()) {
    if (fails) turns[index]!.fail(new Error('nobody there'));
    else turns[index]!.end();
    await eventually(() => expect(turns).toHaveLength(index + 2));
  }
  expect(levels).toEqual(['warn', 'debug', 'warn']);
  turns.at(-1)!.end();
  await loop.stop();
  expect(turns).toHaveLength(5);
});

it('woken while it works it works once more, and does not stop before its turn has ended', async () => {
  const { loop, turns } = aLoop(HOUR_MS);
  loop.wake();
  loop.wake();
  turns[0]!.end();
  await eventually(() => expect(turns).toHaveLength(2));
  let stopped = false;
  const stopping = loop.stop().then(() => (stopped = true));
  await new Promise(setImmediate);
  expect(stopped).toBe(false);
  turns[1]!.end();
  await stopping;
  expect(turns).toHaveLength(2);
});
