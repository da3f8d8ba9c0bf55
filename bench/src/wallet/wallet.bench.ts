/**
 * How many bets a second the wallet takes, in process and through NATS, beside four peers on the same PostgreSQL that write the same
 * rows: the limit that one set-based statement sets, one call of PL/pgSQL, a conversation with row locks, an ORM's unit of work. Runs
 * stand side by side (a b c d e f a b …), because a shared machine is never as fast twice. After every run the books are checked: wrong
 * books void the whole bench.
 */
import { availableParallelism, loadavg } from 'node:os';
import { measure, ratio, type Run, summarise } from '../measure.ts';
import type { Contender } from './contender.ts';
import { MOST_CONNECTIONS, rowLocks } from './row-locks.ts';
import { startBenchServer } from './server.ts';
import { oneCall } from './one-call.ts';
import { setBased } from './set-based.ts';
import { thisWallet } from './this-wallet.ts';
import { throughNats } from './through-nats.ts';
import { unitOfWork } from './unit-of-work.ts';

const DEFAULT = { callers: [1, 16, 64, 256, 1_024], rounds: 3, forMs: 800 };
const LARGE = { callers: [1, 16, 64, 256, 1_024], rounds: 7, forMs: 4_000 };
const WARM_UP = { callers: 16, forMs: 500 };

export async function benchWallet({ large, signal }: { large: boolean; signal: AbortSignal }): Promise<void> {
  const size = large ? LARGE : DEFAULT;
  const load = loadavg()[0] as number;
  const server = await startBenchServer();
  const contenders: Contender[] = [];
  try {
    contenders.push(
      await thisWallet((await server.database('a')).app),
      await throughNats((await server.database('b')).app),
      await setBased((await server.database('c')).app),
      await oneCall(await server.database('d')),
      await rowLocks((await server.database('e')).app),
      await unitOfWork((await server.database('f')).app),
    );
    describe(server.remarks, load, size);
    const taken = new Map<Contender, number>();
    const run = async (contender: Contender, callers: number, forMs: number): Promise<Run> => {
      signal.throwIfAborted();
      const result = await measure({
        callers: contender.callers ?? callers,
        forMs,
        ask: () => contender.ask(),
        databaseCpuMicros: server.cpuMicros,
      });
      taken.set(contender, (taken.get(contender) ?? 0) + result.operations);
      await contender.check(taken.get(contender) as number);
      return result;
    };
    for (const contender of contenders) await run(contender, WARM_UP.callers, WARM_UP.forMs);
    for (const callers of size.callers) {
      const runs = contenders.map((): Run[] => []);
      for (let round = 0; round < size.rounds; round++) {
        for (const [index, contender] of contenders.entries())
          runs[index]!.push(await run(contender, callers, size.forMs));
      }
      print(callers, contenders, runs);
    }
    const bets = contenders.map((contender) => taken.get(contender)).join(' + ');
    console.log(`\nbooks checked after every run, right every time: ${bets} bets`);
  } finally {
    await Promise.all(contenders.map((contender) => contender.stop()));
    await server.stop();
  }
}

function describe(remarks: string[], load: number, size: typeof DEFAULT): void {
  const lines = [
    ...remarks,
    `${availableParallelism()} cores for PostgreSQL and this process together; Node ${process.version}`,
    `load average before: ${load.toFixed(1)}${load > 0.3 ? '  NOT COMPARABLE: others work on this machine, trust the ratios alone' : ''}`,
    `${size.rounds} interleaved rounds of ${size.forMs / 1_000} s; medians; closed loop, so p99 leaves out who could not ask`,
    'all write the same rows: claim, transaction with its postings, wallet; a and b judge (claim, player, round, limits, bonuses, funds), chain their batches and move the lane',
    'b is the service in a process of its own; c judges nothing, its p50 and p99 are of a whole batch, always one caller',
    `d, e and f look at the funds; at most ${MOST_CONNECTIONS} connections`,
    'CPU is of this process alone (b: without the service), PG of all of PostgreSQL’s processes, its background work too',
  ];
  console.log(lines.join('\n'));
}

function print(callers: number, contenders: Contender[], runs: Run[][]): void {
  console.log(
    `\n${`${callers} caller${callers === 1 ? '' : 's'}`.padEnd(30)}${['ops/s', 'p50 ms', 'p99 ms', 'CPU µs/op', 'PG µs/op'].map((head) => head.padStart(11)).join('')}`,
  );
  for (const [index, { name }] of contenders.entries()) {
    const line = summarise(runs[index] as Run[]);
    const cells = [
      line.perSecond.toFixed(0),
      line.p50Ms.toFixed(2),
      line.p99Ms.toFixed(2),
      line.cpuMicrosPerOperation.toFixed(0),
      line.databaseCpuMicrosPerOperation.toFixed(0),
    ];
    console.log(`${name.padEnd(30)}${cells.map((cell) => cell.padStart(11)).join('')}`);
  }
  const [a, b, c, d, e, f] = runs as [Run[], Run[], Run[], Run[], Run[], Run[]];
  const ratios = [
    ['a/c', ratio(a, c)],
    ['b/a', ratio(b, a)],
    ['a/d', ratio(a, d)],
    ['a/e', ratio(a, e)],
    ['a/f', ratio(a, f)],
    ['p50 a/d', summarise(a).p50Ms / summarise(d).p50Ms],
  ] as const;
  console.log(ratios.map(([name, value]) => `${name} ${value.toFixed(2)}`).join('   '));
}
