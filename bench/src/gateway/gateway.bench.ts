/**
 * Ours beside its peers in Node, all before the same subgraphs in one run: stock Apollo, Hive with both planners, Mercurius where it
 * can answer, and a merge written by hand as the limit. Answers are compared before anything is measured.
 */
import { availableParallelism, loadavg } from 'node:os';
import { ratio, type Run, summarise } from '../measure.ts';
import { type Contender, expectSame, startContender, startProcess } from './contender.ts';
import { makeIdentities } from './identities.ts';
import { type Question, QUESTIONS } from './queries.ts';
import type { SubgraphsReady } from './subgraphs.ts';
import { type Verified, verifyPeople } from './verification.ts';

const PEERS: Record<string, string> = {
  ours: 'a this gateway',
  apollo: 'b @apollo/gateway + server',
  hive: 'c Hive Gateway',
  hiveRust: 'd Hive, router-runtime',
  mercurius: 'e Mercurius gateway',
  byHand: 'f written by hand',
};
/** What `a` may cost at most, as a part of the peer's CPU. */
const TARGETS: Record<string, Record<string, number>> = {
  lobby: { apollo: 0.25, hive: 1, hiveRust: 1, byHand: 2.2 },
  twenty: { apollo: 0.4, hive: 1, hiveRust: 1, byHand: 2.2 },
  heavy: { apollo: 0.45, hive: 1, hiveRust: 1, byHand: 2.2 },
};
const DEFAULT = { rounds: 4, forMs: 1_200, warmUpMs: 2_500 };
const LARGE = { rounds: 9, forMs: 5_000, warmUpMs: 8_000 };

export async function benchGateway({ large, signal }: { large: boolean; signal: AbortSignal }): Promise<void> {
  const size = large ? LARGE : DEFAULT;
  const load = loadavg()[0] as number;
  const { keys, tokens } = await makeIdentities();
  let turn = 0;
  const token = (): string => tokens[(turn = (turn + 1) % tokens.length)] as string;
  const { child, answer: ready } = await startProcess<SubgraphsReady>('subgraphs.ts', { keys });
  const running = new Map<string, Contender>();
  const problems: string[] = [];
  try {
    const verified = await verifyPeople(ready.jwksUrl, keys, tokens);
    const { people } = verified;
    const wanted = process.env['BENCH_PEERS']?.split(',') ?? Object.keys(PEERS);
    for (const peer of wanted) {
      signal.throwIfAborted();
      const started = startContender(PEERS[peer]!, { peer, people, ...ready });
      await started.then(
        (contender) => running.set(peer, contender),
        (error: Error) => problems.push(`${PEERS[peer]} does not start: ${error.message}`),
      );
    }
    describe(size, load, verified);
    for (const question of QUESTIONS) {
      signal.throwIfAborted();
      const able = await whoCan(question, running, token(), problems);
      for (const contender of able.values()) await contender.run(question, token, size.warmUpMs);
      const runs = new Map([...able.keys()].map((peer) => [peer, [] as Run[]]));
      for (let round = 0; round < size.rounds; round++) {
        for (const [peer, contender] of able) {
          signal.throwIfAborted();
          runs.get(peer)!.push(await contender.run(question, token, size.forMs));
        }
      }
      print(question, runs);
    }
    for (const problem of problems) console.log(`\nNOT MEASURED: ${problem}`);
  } finally {
    for (const contender of running.values()) contender.stop();
    child.kill('SIGKILL');
  }
}

/** Who answers as the one written by hand does (or as ours, without it). */
async function whoCan(
  question: Question,
  running: Map<string, Contender>,
  token: string,
  problems: string[],
): Promise<Map<string, Contender>> {
  const able = new Map(running);
  const reference = running.get('byHand') ?? running.get('ours')!;
  const expected = (await reference.answer(question, token)).data;
  console.log(
    `\n${question.name}: ${(JSON.stringify(expected).length / 1_000).toFixed(1)} KB, ${question.callers} callers`,
  );
  for (const [peer, contender] of running) {
    try {
      const { data, errors } = await contender.answer(question, token);
      if (errors)
        throw new Error(`${contender.name} answers ${question.name} with ${JSON.stringify(errors).slice(0, 300)}`);
      expectSame(contender.name, question.name, data, expected);
    } catch (error) {
      if (peer === 'ours') throw error;
      able.delete(peer);
      problems.push((error as Error).message);
    }
  }
  return able;
}

function describe(size: typeof DEFAULT, load: number, verified: Verified): void {
  const lines = [
    `${availableParallelism()} cores for the peer, the subgraphs and this process together; Node ${process.version}, a process each`,
    `load average before: ${load.toFixed(1)}${load > 0.3 ? '  NOT COMPARABLE: others work on this machine, trust the ratios of CPU alone' : ''}`,
    `${size.rounds} interleaved rounds of ${size.forMs / 1_000} s; closed loop; 10 000 identities in rotation`,
    'the five subgraphs answer from memory by their real schemas (made-up data, raw http); all peers see the same ones and answered the same data',
    `apart: verifying a token and signing an identity costs ${verified.firstMicros.toFixed(0)} µs CPU the first time, ${verified.rememberedMicros.toFixed(1)} µs remembered; here all peers remember everybody`,
    'CPU is of the peer’s own process; a also judges access rules, measures and limits operations, keeps a rate and metrics',
  ];
  console.log(lines.join('\n'));
}

function print(question: Question, runs: Map<string, Run[]>): void {
  console.log(`${''.padEnd(30)}${['req/s', 'p50 ms', 'p99 ms', 'CPU ms/req', 'a’s CPU', 'target'].map((head) => head.padStart(11)).join('')}`); // prettier-ignore
  const ours = runs.get('ours');
  for (const [peer, of] of runs) {
    const line = summarise(of);
    const target = TARGETS[question.name]?.[peer];
    const part = ours ? medianCpuRatio(ours, of) : NaN;
    const cells = [
      line.perSecond.toFixed(0),
      line.p50Ms.toFixed(2),
      line.p99Ms.toFixed(2),
      (line.cpuMicrosPerOperation / 1_000).toFixed(3),
      peer === 'ours' || !ours ? '' : `${part.toFixed(2)}×`,
      target === undefined ? '' : `${part <= target ? 'met' : 'MISSED'} ≤${target}`,
    ];
    const name = PEERS[peer]!;
    console.log(`${name.padEnd(30)}${cells.map((cell) => cell.padStart(11)).join('')}`);
  }
  if (ours) {
    const others = [...runs].filter(([peer]) => peer !== 'ours');
    console.log(`req/s of a as a multiple: ${others.map(([peer, of]) => `${PEERS[peer]![0]} ${ratio(ours, of).toFixed(2)}`).join('   ')}`); // prettier-ignore
  }
}

/** The median over rounds of ours by theirs, side by side in time. */
function medianCpuRatio(ours: Run[], theirs: Run[]): number {
  const perRequest = (run: Run): number => run.cpuMicros / run.operations;
  const ratios = ours.map((run, round) => perRequest(run) / perRequest(theirs[round]!)).sort((a, b) => a - b);
  const middle = ratios.length >> 1;
  return ratios.length % 2 ? ratios[middle]! : (ratios[middle - 1]! + ratios[middle]!) / 2;
}
