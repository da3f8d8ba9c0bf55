/**
 * How many bets a second the wallet takes, beside two peers on the same PostgreSQL: what a program with row locks would
 * do, and the limit that one set-based statement sets. Runs stand side by side (a b c a b c …), because a shared machine
 * is never as fast twice. After every run the books are checked: wrong books void the whole bench.
 */
import { availableParallelism, loadavg } from 'node:os';
import { measure, ratio, type Run, summarise } from '../measure.ts';
import type { Contender } from './contender.ts';
import { MOST_CONNECTIONS, rowLocks } from './row-locks.ts';
import { startBenchServer } from './server.ts';
import { setBased } from './set-based.ts';
import { thisWallet } from './this-wallet.ts';

const DEFAULT = { callers: [1, 16, 64, 256], rounds: 3, forMs: 800 };
const LARGE = { callers: [1, 16, 64, 256, 1_024], rounds: 7, forMs: 4_000 };
const WARM_UP = { callers: 16, forMs: 500 };

export async function benchWallet({ large, signal }: { large: boolean; signal: AbortSignal }): Promise<void> {
  const size = large ? LARGE : DEFAULT;
  const load = loadavg()[0] as number;
  const server = await startBenchServer();
  const contenders: Contender[] = [];
  try {
    contenders.push(
      await thisWallet(server.walletUrl),
      await rowLocks(server.peersUrl),
      await setBased(server.peersUrl),
    );
    describe(server.remarks, load, size);
    const taken = new Map<Contender, number>();
    const run = async (contender: Contender, callers: number, forMs: number): Promise<Run> => {
      signal.throwIfAborted();
      const result = await measure({ callers: contender.callers ?? callers, forMs, ask: () => contender.ask() });
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
    'a judges every bet (claim, player, round, funds) and writes about 7 rows into 6 tables: claim, transaction, 2 postings, bet, wallet, lane',
    `b looks at the funds and writes 3 rows into 2 tables; at most ${MOST_CONNECTIONS} connections`,
    'c writes the same 3 rows and judges nothing; its p50 and p99 are of a whole batch; always one caller',
    'CPU is of this process alone, without PostgreSQL',
  ];
  console.log(lines.join('\n'));
}

function print(callers: number, contenders: Contender[], runs: Run[][]): void {
  console.log(
    `\n${`${callers} caller${callers === 1 ? '' : 's'}`.padEnd(30)}${['ops/s', 'p50 ms', 'p99 ms', 'CPU µs/op'].map((head) => head.padStart(11)).join('')}`,
  );
  for (const [index, { name }] of contenders.entries()) {
    const line = summarise(runs[index] as Run[]);
    const cells = [
      line.perSecond.toFixed(0),
      line.p50Ms.toFixed(2),
      line.p99Ms.toFixed(2),
      line.cpuMicrosPerOperation.toFixed(0),
    ];
    console.log(`${name.padEnd(30)}${cells.map((cell) => cell.padStart(11)).join('')}`);
  }
  const [ours, conversational, limit] = runs as [Run[], Run[], Run[]];
  console.log(`${'a/b'.padEnd(30)}${ratio(ours, conversational).toFixed(2).padStart(11)}`);
  console.log(`${'a/c'.padEnd(30)}${ratio(ours, limit).toFixed(2).padStart(11)}`);
}
