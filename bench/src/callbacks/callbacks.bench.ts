/**
 * Signed bets of a studio over keep-alive HTTP: at games' own address, where a production ingress sends them, and through the
 * gateway's pass-through, beside a bare node:http server that only checks the signature and echoes. Runs stand side by side; the
 * CPU of every process on the way is printed. Balances are checked at the end: one wrong cent voids the bench.
 */
import { spawnSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type House, REPOSITORY, startHouse } from '@croupier/infra';
import { measure, ratio, type Run, summarise } from '../measure.ts';
import { type Bettor, Bets } from './bets.ts';
import { KeepAlive } from './keep-alive.ts';
import { openLoop, type Tail } from './open-loop.ts';
import { cpuMicrosOf } from './processes.ts';

const DEFAULT = { players: 200, connections: [16, 256], rounds: 3, forMs: 1_500, openMs: 8_000 };
const LARGE = { players: 1_000, connections: [16, 64, 256], rounds: 5, forMs: 5_000, openMs: 60_000 };
const FIRST_MINOR = 100_000n;
const OPEN_CONNECTIONS = 256;
const PROBES_PER_SECOND = 100;

interface Door {
  name: string;
  port: number;
  /** what to count the CPU of: name, process */
  hops: [string, number][];
  isHouse: boolean;
}

export async function benchCallbacks({ large, signal }: { large: boolean; signal: AbortSignal }): Promise<void> {
  const size = large ? LARGE : DEFAULT;
  const load = loadavg()[0] as number;
  const stateDir = mkdtempSync(join(tmpdir(), 'croupier-bench-callbacks-'));
  const bare = fork(fileURLToPath(new URL('bare.process.ts', import.meta.url)), [], { execArgv: ['--import', 'tsx'] });
  const [{ port: barePort }] = (await once(bare, 'message')) as [{ port: number }];
  const house = await startHouse({ stateDir, ports: 'free', signal });
  try {
    const bets = new Bets(makeBettors(stateDir, size.players));
    const doors = doorsOf(house, { name: 'bare node:http', port: barePort, pid: bare.pid as number });
    describe(load, size);
    for (const door of doors) await run(door, bets, 16, 500);
    let most = 0;
    for (const connections of size.connections) {
      const runs = doors.map((): (Run & { hops: number[] })[] => []);
      for (let round = 0; round < size.rounds; round++)
        for (const [index, door] of doors.entries()) {
          signal.throwIfAborted();
          runs[index]!.push(await run(door, bets, connections, size.forMs));
        }
      print(connections, doors, runs);
      most = summarise(runs[1]!).perSecond;
    }
    await printOpenLoop(doors, bets, most / 2, size.openMs);
    const connection = await KeepAlive.open(doors[1]!.port);
    await bets.check(connection, FIRST_MINOR);
    connection.close();
    const taken = [...bets.taken.values()].reduce((sum, count) => sum + count, 0);
    console.log(`\n${taken} bets taken; the balance of each of ${size.players} players is exact`);
  } finally {
    bare.disconnect();
    await house.stop();
    rmSync(stateDir, { recursive: true, force: true });
  }
}

function makeBettors(stateDir: string, players: number): Bettor[] {
  const made = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'scripts/demo.ts', 'players', String(players), '--balance', '1000.00'],
    { cwd: REPOSITORY, env: { ...process.env, CROUPIER_STATE_DIR: stateDir }, encoding: 'utf8', maxBuffer: 1 << 26 },
  );
  if (made.status !== 0) throw new Error(made.stderr);
  return made.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Bettor);
}

function doorsOf(house: House, bare: { name: string; port: number; pid: number }): Door[] {
  const { services } = house.runJson();
  const hop = (name: string): [string, number] => [name, services.find((service) => service.name === name)!.pid];
  const behind = ['games', 'nats', 'wallet', 'postgres'].map(hop);
  const portOf = (url: string) => Number(new URL(url).port);
  return [
    { name: bare.name, port: bare.port, hops: [['server', bare.pid]], isHouse: false },
    { name: "games' own address", port: portOf(house.addresses.callback), hops: behind, isHouse: true },
    {
      name: 'through the gateway',
      port: portOf(house.addresses.gateway),
      hops: [hop('gateway'), ...behind],
      isHouse: true,
    },
  ];
}

async function run(door: Door, bets: Bets, callers: number, forMs: number): Promise<Run & { hops: number[] }> {
  const free = await Promise.all(Array.from({ length: callers }, () => KeepAlive.open(door.port)));
  const connections = [...free];
  const before = door.hops.map(([, pid]) => cpuMicrosOf(pid));
  const ask = async () => {
    const connection = free.pop() as KeepAlive;
    const done = await bets.ask(connection, door.isHouse);
    free.push(connection);
    return done;
  };
  const result = await measure({ callers, forMs, ask });
  const hops = door.hops.map(([, pid], index) => cpuMicrosOf(pid) - before[index]!);
  for (const connection of connections) connection.close();
  return { ...result, cpuMicros: hops.reduce((sum, each) => sum + each, 0), hops };
}

async function printOpenLoop(doors: Door[], bets: Bets, perSecond: number, forMs: number): Promise<void> {
  const [bare, own] = doors as [Door, Door];
  const free = await Promise.all(Array.from({ length: OPEN_CONNECTIONS }, () => KeepAlive.open(own.port)));
  const all = [...free];
  const waiting: ((connection: KeepAlive) => void)[] = [];
  const ask = async () => {
    const connection = free.pop() ?? (await new Promise<KeepAlive>((resolve) => waiting.push(resolve)));
    await bets.ask(connection, true);
    const next = waiting.shift();
    if (next) next(connection);
    else free.push(connection);
  };
  const probe = await KeepAlive.open(bare.port);
  let probing: Promise<unknown> = Promise.resolve();
  const probeOnce = () => (probing = probing.then(() => bets.ask(probe, false)));
  const [ours, idle] = await Promise.all([
    openLoop({ perSecond, forMs, ask }),
    openLoop({ perSecond: PROBES_PER_SECOND, forMs, ask: probeOnce }),
  ]);
  for (const connection of [...all, probe]) connection.close();
  console.log(`\nopen loop: ${perSecond.toFixed(0)} bets/s (half of the most above) at games' own address`);
  const line = (name: string, tail: Tail) =>
    console.log(
      `${name.padEnd(30)}${[tail.p50, tail.p99, tail.p999, tail.p9999, tail.most].map((ms) => ms.toFixed(2).padStart(11)).join('')}`,
    );
  console.log(
    `${'ms'.padEnd(30)}${['p50', 'p99', 'p99.9', 'p99.99', 'most'].map((head) => head.padStart(11)).join('')}`,
  );
  line(own.name, ours);
  line('idle probe of the bare server', idle);
  console.log(`p99.9 ours / probe ${(ours.p999 / idle.p999).toFixed(2)}`);
}

function describe(load: number, size: typeof DEFAULT): void {
  console.log(
    [
      `${availableParallelism()} cores for the house, the bare server and the one who asks; Node ${process.version}`,
      `load average before: ${load.toFixed(1)}${load > 0.3 ? '  NOT COMPARABLE: others work on this machine, trust the ratios alone' : ''}`,
      `${size.rounds} interleaved rounds of ${size.forMs / 1_000} s; medians; closed loop; ${size.players} players; every bet is one that was not seen before`,
      'CPU is of the processes that answer, in microseconds a bet',
    ].join('\n'),
  );
}

function print(connections: number, doors: Door[], runs: (Run & { hops: number[] })[][]): void {
  console.log(
    `\n${`${connections} connections`.padEnd(30)}${['bets/s', 'p50 ms', 'p99 ms', 'CPU µs'].map((head) => head.padStart(11)).join('')}`,
  );
  for (const [index, door] of doors.entries()) {
    const mine = runs[index]!;
    const { perSecond, p50Ms, p99Ms, cpuMicrosPerOperation } = summarise(mine);
    const bets = mine.reduce((sum, each) => sum + each.operations, 0);
    const hops = door.hops.map(
      ([name], hop) => `${name} ${(mine.reduce((sum, each) => sum + each.hops[hop]!, 0) / bets).toFixed(0)}`,
    );
    const cells = [perSecond.toFixed(0), p50Ms.toFixed(2), p99Ms.toFixed(2), cpuMicrosPerOperation.toFixed(0)];
    console.log(`${door.name.padEnd(30)}${cells.map((cell) => cell.padStart(11)).join('')}   ${hops.join(', ')}`);
  }
  const [bare, own, through] = runs as unknown as [Run[], Run[], Run[]];
  console.log(
    `own address / bare ${ratio(own, bare).toFixed(2)}   through the gateway / bare ${ratio(through, bare).toFixed(2)}`,
  );
}
