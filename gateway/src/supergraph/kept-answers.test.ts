import { expect, test } from 'vitest';
import { KeptAnswers } from './kept-answers.ts';

test('an answer is kept for its seconds and no longer', () => {
  let nowMs = 0;
  const kept = new KeptAnswers(1_000, () => nowMs);
  kept.keep('a', 'answer', 2);
  nowMs = 1_999;
  expect(kept.get('a')).toBe('answer');
  nowMs = 2_000;
  expect(kept.get('a')).toBeUndefined();
});

test('what is kept has a bound: the longest unused goes, and what is very large is not kept at all', () => {
  const kept = new KeptAnswers(800, () => 0);
  for (const key of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']) kept.keep(key, 'x'.repeat(99), 60);
  expect(kept.get('a')).toBeDefined();
  kept.keep('i', 'x'.repeat(99), 60);
  expect(kept.get('b')).toBeUndefined();
  expect(kept.get('a')).toBeDefined();
  kept.keep('a', 'shorter', 60);
  kept.keep('large', 'x'.repeat(200), 60);
  expect([kept.get('a'), kept.get('large'), kept.get('c')?.length]).toEqual(['shorter', undefined, 99]);
});
