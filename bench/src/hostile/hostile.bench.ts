/**
 * What an honest caller feels while the hostile corpus is sent: calm and attack take turns, so that both meet the same machine. The
 * gateway, the attacker and the honest caller are processes of their own.
 */
import { loadavg } from 'node:os';
import { Pool } from 'undici';
import { startPeer } from '../subscriptions/peer.ts';
import type { AttackerAnswer, AttackerOrder } from './attacker.process.ts';
import type { HouseAnswer } from './house.process.ts';

const DEFAULT = { rounds: 6, forMs: 1_500 };
const LARGE = { rounds: 20, forMs: 3_000 };
const ASK_EVERY_MS = 10;
const TARGETS = { times: 2, withinMs: 1_000 };
const SHOWN = 5;

interface Phase {
  latenciesMs: number[];
  house: HouseAnswer;
}

export async function benchHostile({ large, signal }: { large: boolean; signal: AbortSignal }): Promise<void> {
  const { rounds, forMs } = large ? LARGE : DEFAULT;
  const load = loadavg()[0] as number;
  const house = await startPeer<'tell' | 'stop', HouseAnswer>('../hostile/house.process.ts');
  const { jwksUrl, token } = await house.tell('tell');
  const attacker = await startPeer<AttackerOrder, AttackerAnswer>('../hostile/attacker.process.ts', { url: house.url, jwksUrl, token }); // prettier-ignore
  const honest = createHonest(house.url, token);
  const phase = async (): Promise<Phase> => {
    await house.tell('tell');
    return { latenciesMs: await honest.askFor(forMs), house: await house.tell('tell') };
  };
  try {
    await phase(); // warm-up
    await attacker.tell({ attackForMs: forMs });
    const [calm, attack]: [Phase[], Phase[]] = [[], []];
    const sent: AttackerAnswer['sent'] = [];
    let whole = 0;
    // However slow the machine is, all of the corpus is sent.
    for (let round = 0; round < rounds || sent.length < whole; round++) {
      signal.throwIfAborted();
      calm.push(await phase());
      const attacked = attacker.tell({ attackForMs: forMs });
      attack.push(await phase());
      const { sent: more, corpus } = await attacked;
      sent.push(...more);
      whole = corpus;
    }
    console.log(`${calm.length} rounds of ${forMs / 1_000} s calm and as long under attack, an honest query every ${ASK_EVERY_MS} ms; load average before: ${load.toFixed(1)}`); // prettier-ignore
    print(calm, attack, sent);
  } finally {
    await attacker.stop();
    await house.tell('stop');
    await house.stop();
    await honest.stop();
  }
}

/** Open loop: who waits does not keep the next one from asking. */
function createHonest(url: string, token: string): { askFor(ms: number): Promise<number[]>; stop(): Promise<void> } {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, { connections: 16 });
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const ask = async (): Promise<number> => {
    const startedAtMs = performance.now();
    const answer = await pool.request({ method: 'POST', path: pathname, headers, body: '{"query":"{ me { id } }"}' });
    const text = await answer.body.text();
    if (text !== '{"data":{"me":{"id":"alice"}}}') throw new Error(`an honest query was answered ${text}`);
    return performance.now() - startedAtMs;
  };
  return {
    async askFor(ms) {
      const asked: Promise<number>[] = [];
      for (const endAtMs = performance.now() + ms; performance.now() < endAtMs;) {
        asked.push(ask());
        await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
      }
      return Promise.all(asked);
    },
    stop: () => pool.close(),
  };
}

function print(calm: Phase[], attack: Phase[], sent: AttackerAnswer['sent']): void {
  const describe = (name: string, phases: Phase[], hostile: number): number => {
    const sorted = Float64Array.from(phases.flatMap(({ latenciesMs }) => latenciesMs)).sort();
    const [p50, p99] = [0.5, 0.99].map((part) => sorted[Math.floor(sorted.length * part)]!);
    const cpuMs = phases.reduce((sum, { house }) => sum + house.cpuMicros, 0) / 1_000;
    const stalls = Float64Array.from(phases.map(({ house }) => house.longestStallMs)).sort();
    const stall = stalls[stalls.length >> 1]!;
    console.log(`${name.padEnd(8)} ${sorted.length} honest, ${hostile} hostile   p50 ${p50!.toFixed(2)} ms   p99 ${p99!.toFixed(2)} ms   longest stall of a phase, median ${stall.toFixed(1)} ms   CPU ${(cpuMs / (sorted.length + hostile)).toFixed(2)} ms a request`); // prettier-ignore
    return p99!;
  };
  const times = describe('attack', attack, sent.length) / describe('calm', calm, 0);
  const took = new Map<string, number[]>();
  for (const [name, ms] of sent) took.set(name, [...(took.get(name) ?? []), ms]);
  // The quickest of each says what it costs; the slowest, what the machine did meanwhile.
  const costs = [...took].map(([name, all]) => [name, Math.min(...all)] as const).sort((one, other) => other[1] - one[1]); // prettier-ignore
  const slowest = Math.max(...sent.map(([, ms]) => ms));
  console.log(`dearest: ${costs.slice(0, SHOWN).map(([name, ms]) => `${name} ${ms.toFixed(1)} ms`).join(', ')}`); // prettier-ignore
  const verdict = (met: boolean): string => (met ? 'met' : 'MISSED');
  console.log(`p99 under attack / calm ${times.toFixed(2)} (target < ${TARGETS.times}: ${verdict(times < TARGETS.times)})   ${took.size} different hostile requests, slowest ${slowest.toFixed(0)} ms (target ≤ ${TARGETS.withinMs}: ${verdict(slowest <= TARGETS.withinMs)})`); // prettier-ignore
}
