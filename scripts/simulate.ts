/**
 * `npm run simulate -- [--seeds N] [--from S]` lives N lives of the ledger's core; `-- --seed S --trace` replays one and tells it.
 * Ends with 1 at the first seed that breaks a promise.
 */
import { parseArgs } from 'node:util';
import { simulate } from '../subgraphs/wallet/src/simulation/simulate.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '2000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    trace: { type: 'boolean', default: false },
  },
});
const first = Number(values.seed ?? values.from);
const count = values.seed === undefined ? Number(values.seeds) : 1;
if (!Number.isSafeInteger(first) || !Number.isSafeInteger(count) || count < 1) {
  console.error('usage: npm run simulate -- [--seeds N] [--from S] | --seed S [--trace]');
  process.exit(2);
}
const startedAt = performance.now();
const total = { commands: 0, entries: 0, crashes: 0 };
for (let seed = first; seed < first + count; seed++) {
  const life = await simulate(seed, { tracing: values.trace });
  for (const line of life.trace) console.log(line);
  if (life.violation !== null) {
    console.error(`seed ${seed}: ${life.violation}\nreplay: npm run simulate -- --seed ${seed} --trace`);
    process.exit(1);
  }
  for (const key of ['commands', 'entries', 'crashes'] as const) total[key] += life[key];
}
const seconds = (performance.now() - startedAt) / 1000;
console.log(
  `${count} seeds, ${total.commands} commands, ${total.entries} entries, ${total.crashes} crashes: all as the model says ` +
    `(${(count / seconds).toFixed(0)} seeds/s)`,
);
