import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { simulate } from './simulate.ts';

const LARGE = process.env.CROUPIER_SUITE_SIZE === 'large';
const SEEDS = LARGE ? 100_000 : 2_000;

test(`${SEEDS} lives of the ledger, with crashes, losses and doubled messages, go as the model says`, async () => {
  const startedAt = performance.now();
  const total = { commands: 0, entries: 0, crashes: 0 };
  for (let seed = 1; seed <= SEEDS; seed++) {
    const life = await simulate(seed);
    if (life.violation !== null)
      expect.fail(`seed ${seed}: ${life.violation}\nreplay: npm run simulate -- --seed ${seed} --trace`);
    total.commands += life.commands;
    total.entries += life.entries;
    total.crashes += life.crashes;
  }
  const seconds = (performance.now() - startedAt) / 1000;
  process.stdout.write(`simulation: ${(SEEDS / seconds).toFixed(0)} seeds/s, ${JSON.stringify(total)}\n`);
  // A simulation in which nothing happens proves nothing.
  expect(total.entries).toBeGreaterThan(10 * SEEDS);
  expect(total.crashes).toBeGreaterThan(SEEDS / 2);
}, 3_600_000);

test('a seed lives the same life every time', async () => {
  for (const seed of [7, 8, 9]) {
    const [first, second] = [await simulate(seed, { tracing: true }), await simulate(seed, { tracing: true })];
    expect(second).toEqual(first);
  }
  expect((await simulate(7)).fingerprint).not.toBe((await simulate(8)).fingerprint);
});

test('the core has no clock, no timer and no random of its own', () => {
  const ledger = new URL('../ledger/', import.meta.url);
  const judges = readdirSync(new URL('judge/', ledger)).filter((file) => !file.endsWith('.test.ts'));
  const core = ['lane.ts', 'state.ts', ...judges.map((file) => `judge/${file}`)];
  expect(core.length).toBeGreaterThan(10);
  const forbidden =
    /Date\.now|new Date\(\)|performance\.|Math\.random|random(?:Bytes|UUID|Int)|set(?:Timeout|Interval|Immediate)|nextTick|from 'pg'/;
  const found = core.filter((file) => forbidden.test(readFileSync(new URL(file, ledger), 'utf8')));
  expect(found).toEqual([]);
});
