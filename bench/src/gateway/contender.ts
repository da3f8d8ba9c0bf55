import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { Pool } from 'undici';
import { measure, type Run } from '../measure.ts';
import type { PeerStart } from './peers/peer.ts';
import { type Question, VARIABLES } from './queries.ts';

/** A peer that runs. */
export interface Contender {
  name: string;
  /** What it answers, whole. */
  answer(question: Question, token: string): Promise<{ data?: unknown; errors?: unknown }>;
  /** Closed loop; the CPU is the peer's own process's. Throws where an answer differs in length from `bytes` by more than a tenth. */
  run(question: Question, token: () => string, forMs: number): Promise<Run>;
  stop(): void;
}

const STARTS_WITHIN_MS = 60_000;

/** Starts a script of this folder as a process and sends it what it waits for; the answer is its first message. */
export async function startProcess<Answer>(
  script: string,
  start: object,
): Promise<{ child: ChildProcess; answer: Answer }> {
  const child = fork(fileURLToPath(new URL(script, import.meta.url)), [], {
    execArgv: ['--import', 'tsx', ...(process.env['BENCH_EXEC_ARGV']?.split(' ') ?? [])],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  child.send(start);
  const signal = AbortSignal.timeout(STARTS_WITHIN_MS);
  const [answer] = (await Promise.race([once(child, 'message', { signal }), ended(child, script)])) as [Answer];
  return { child, answer };
}

async function ended(child: ChildProcess, script: string): Promise<never> {
  await once(child, 'exit');
  throw new Error(`${script} has ended`);
}

/** Starts a peer in a process of its own. Throws where it does not start. */
export async function startContender(name: string, start: PeerStart): Promise<Contender> {
  const { child, answer } = await startProcess<{ url?: string; problem?: string }>('peers/main.ts', start);
  if (!answer.url) {
    child.kill();
    throw new Error(answer.problem);
  }
  const { origin, pathname } = new URL(answer.url);
  const pool = new Pool(origin, { connections: 64 });
  const ask = async ({ query, name: question }: Question, token: string): Promise<string> => {
    const response = await pool.request({
      method: 'POST',
      path: pathname,
      headers: { 'content-type': 'application/json', accept: 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query, variables: VARIABLES[question] }),
    });
    const text = await response.body.text();
    if (response.statusCode !== 200) throw new Error(`${name} answers ${response.statusCode}: ${text.slice(0, 300)}`);
    return text;
  };
  const cpuMicros = async (): Promise<number> => {
    const told = once(child, 'message');
    child.send('cpu');
    const [{ cpuMicros: micros }] = (await told) as [{ cpuMicros: number }];
    return micros;
  };
  return {
    name,
    answer: async (question, token) => JSON.parse(await ask(question, token)) as { data?: unknown },
    async run(question, token, forMs) {
      const before = await cpuMicros();
      const run = await measure({
        callers: question.callers,
        forMs,
        ask: async () => {
          const text = await ask(question, token());
          if (text.includes('"errors"')) throw new Error(`${name} errs: ${text.slice(0, 300)}`);
          return 1;
        },
      });
      return { ...run, cpuMicros: (await cpuMicros()) - before };
    },
    stop() {
      child.kill('SIGKILL');
      void pool.destroy();
    },
  };
}

/** Throws with both unless the answers hold the same. */
export function expectSame(name: string, question: string, found: unknown, expected: unknown): void {
  if (isDeepStrictEqual(found, expected)) return;
  const [is, should] = [JSON.stringify(found), JSON.stringify(expected)].map((text) => text.slice(0, 400));
  throw new Error(`${name} answers ${question} wrongly\n  found    ${is}\n  expected ${should}`);
}
