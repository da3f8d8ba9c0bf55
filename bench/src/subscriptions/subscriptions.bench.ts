/**
 * How a committed change reaches those who look at it: sockets that each follow one wallet, beside raw `ws` (the limit) and raw
 * graphql-ws. Every peer, every subgraph and every audience is a process of its own; runs stand side by side (a b c d a b …).
 */
import { availableParallelism, loadavg } from 'node:os';
import { type Contender, startContenders } from './contenders.ts';

const DEFAULT = { sockets: 600, wallets: 300, rounds: 3, forMs: 2_000, perSecond: 500 };
const LARGE = { sockets: 5_000, wallets: 2_500, rounds: 3, forMs: 4_000, perSecond: 2_000 };
const IDLE_MS = 2_000;
const BURST_WITHIN_MS = 60_000;
/** The issue's, at 2 000 changes/s; c beside b. */
const TARGETS = { p99Ms: 60, ofRaw: 0.8, memoryOfRaw: 1.5, backSeconds: 5 };
/** What comes later than this is lost. */
const LATE_MS = 30_000;

interface Tally {
  kilobytesPerSocket: number;
  latenciesMs: number[];
  delivered: number;
  expected: number;
  framesPerSecond: number[];
  doorCpuMicros: number[];
  sourceCpuMicros: number[];
  audienceCpuMicros: number[];
  stormMs: number[];
}

export async function benchSubscriptions({ large, signal }: { large: boolean; signal: AbortSignal }): Promise<void> {
  const size = large ? LARGE : DEFAULT;
  const load = loadavg()[0] as number;
  const { all, stop } = await startContenders(size);
  signal.addEventListener('abort', () => void stop());
  try {
    describe(size, load);
    await pause(IDLE_MS);
    const tallies = new Map<Contender, Tally>();
    for (const contender of all) tallies.set(contender, await begin(contender));
    for (const contender of all) await burst(contender, null, size); // warm-up
    for (let round = 0; round < size.rounds; round++) {
      signal.throwIfAborted();
      for (const contender of all) await burst(contender, tallies.get(contender)!, size);
      for (const contender of all) await atRate(contender, tallies.get(contender)!, size);
    }
    for (const contender of all) {
      const { storm } = await contender.audience.tell({ do: 'storm' });
      tallies.get(contender)!.stormMs.push(storm!.ms);
    }
    print(all, tallies);
  } finally {
    await stop();
  }
}

async function begin(contender: Contender): Promise<Tally> {
  const { residentBytes } = await contender.door.tell({ do: 'memory' });
  const none = { latenciesMs: [], delivered: 0, expected: 0, framesPerSecond: [], doorCpuMicros: [] };
  const kilobytesPerSocket = (residentBytes - contender.memoryBefore) / 1_024 / contender.sockets;
  return { kilobytesPerSocket, ...none, sourceCpuMicros: [], audienceCpuMicros: [], stormMs: [] };
}

/** Closed loop: every wallet changes, and again once every socket has heard of it. */
async function burst(contender: Contender, tally: Tally | null, { forMs }: typeof DEFAULT): Promise<void> {
  const { sockets } = contender;
  const { cpuMicros: audienceBefore } = await contender.audience.tell({ do: 'collect' });
  const before = await contender.usage();
  const startedAt = performance.now();
  let frames = 0;
  while (performance.now() - startedAt < forMs) {
    await contender.source.tell({ do: 'burst', rounds: 1 });
    const heard = await contender.audience.tell({ do: 'await', frames: sockets, withinMs: BURST_WITHIN_MS });
    if (heard.frames < sockets) throw new Error(`${contender.name}: ${heard.frames} of ${sockets} frames came`);
    frames += heard.frames;
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  const after = await contender.usage();
  const { cpuMicros: audienceAfter } = await contender.audience.tell({ do: 'collect' });
  if (!tally) return;
  const micros = after.map((each, index) => (each.cpuMicros - before[index]!.cpuMicros) / frames);
  tally.framesPerSecond.push(frames / seconds);
  tally.doorCpuMicros.push(micros.at(-1)!);
  tally.sourceCpuMicros.push(micros.slice(0, -1).reduce((sum, each) => sum + each, 0));
  tally.audienceCpuMicros.push((audienceAfter - audienceBefore) / frames);
}

/** Open loop: changes come at a rate, whoever keeps up or not. */
async function atRate(contender: Contender, tally: Tally, size: typeof DEFAULT): Promise<void> {
  await contender.audience.tell({ do: 'collect' });
  const perSecond = size.perSecond * (contender.sockets / size.sockets);
  const before = (await contender.source.tell({ do: 'emit', perSecond })).emitted;
  await pause(size.forMs);
  const { emitted } = await contender.source.tell({ do: 'stop' });
  const expected = (emitted - before) * (contender.sockets / contender.wallets);
  const heard = await contender.audience.tell({ do: 'await', frames: expected, withinMs: LATE_MS });
  tally.latenciesMs = tally.latenciesMs.concat(heard.latenciesMs);
  tally.delivered += heard.frames;
  tally.expected += expected;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const median = (values: number[]): number => [...values].sort((left, right) => left - right)[values.length >> 1] ?? NaN;

function describe(size: typeof DEFAULT, load: number): void {
  const lines = [
    `${size.sockets} sockets on ${size.wallets} wallets for each contender; ${size.rounds} interleaved rounds of ${size.forMs / 1_000} s closed loop and as long at ${size.perSecond} changes/s`,
    `${availableParallelism()} cores for all processes together; Node ${process.version}`,
    `load average before: ${load.toFixed(1)}${load > 0.3 ? '  NOT COMPARABLE: others work on this machine, trust CPU and ratios' : ''}`,
    "a change is committed in the memory of its source process; nobody verifies tokens; c and d have a graphql-ws subgraph behind the gateway: the program of b, which writes a turn's frames together there, as our subgraphs do",
    'd has a fifth of the sockets and of the changes',
    'CPU per frame at the door: the process that holds the sockets; behind: the subgraphs; their sum with the audience bounds frames/s on few cores',
  ];
  console.log(lines.join('\n'));
}

function print(all: Contender[], tallies: Map<Contender, Tally>): void {
  const heads = [
    'frames/s',
    'p50 ms',
    'p99 ms',
    'arrived %',
    'CPU µs door',
    'behind',
    'audience',
    'KB/socket',
    '99 % back s',
  ];
  console.log(`\n${''.padEnd(26)}${heads.map((head) => head.padStart(13)).join('')}`);
  for (const contender of all) {
    const tally = tallies.get(contender)!;
    const sorted = Float64Array.from(tally.latenciesMs).sort();
    const cells = [
      median(tally.framesPerSecond).toFixed(0),
      (sorted[Math.floor(sorted.length * 0.5)] ?? NaN).toFixed(2),
      p99(tally).toFixed(2),
      ((tally.delivered / tally.expected) * 100).toFixed(2),
      median(tally.doorCpuMicros).toFixed(1),
      median(tally.sourceCpuMicros).toFixed(1),
      median(tally.audienceCpuMicros).toFixed(1),
      tally.kilobytesPerSocket.toFixed(1),
      (median(tally.stormMs) / 1_000).toFixed(2),
    ];
    console.log(`${contender.name.padEnd(26)}${cells.map((cell) => cell.padStart(13)).join('')}`);
  }
  judge(all.map((contender) => tallies.get(contender)!));
}

const p99 = ({ latenciesMs }: Tally): number =>
  Float64Array.from(latenciesMs).sort()[Math.floor(latenciesMs.length * 0.99)] ?? NaN;

/** Each target with what was measured. */
function judge([a, b, c, d]: Tally[]): void {
  const ratio = (left: number[], right: number[]): number => median(left.map((value, index) => value / right[index]!));
  console.log(`\nframes/s c/a ${ratio(c!.framesPerSecond, a!.framesPerSecond).toFixed(2)}   d/b ${ratio(d!.framesPerSecond, b!.framesPerSecond).toFixed(2)}`); // prettier-ignore
  const atLeast = (what: string, value: number, least: number) => verdict(what, value, `≥ ${least}`, value >= least);
  const atMost = (what: string, value: number, most: number) => verdict(what, value, `≤ ${most}`, value <= most);
  atMost('p99 of c, ms', p99(c!), TARGETS.p99Ms);
  atLeast('frames/s c/b', ratio(c!.framesPerSecond, b!.framesPerSecond), TARGETS.ofRaw);
  atLeast('frames a CPU second at the door c/b', ratio(b!.doorCpuMicros, c!.doorCpuMicros), TARGETS.ofRaw);
  atMost('memory a socket c/b', c!.kilobytesPerSocket / b!.kilobytesPerSocket, TARGETS.memoryOfRaw);
  atMost('99 % back after a storm, c and d, s', Math.max(...c!.stormMs, ...d!.stormMs) / 1_000, TARGETS.backSeconds);
}

function verdict(what: string, value: number, wanted: string, isMet: boolean): void {
  console.log(`${what.padEnd(38)}${value.toFixed(2).padStart(8)}   ${wanted.padEnd(6)}  ${isMet ? 'met' : 'MISSED'}`);
}
