import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeArguments } from '@croupier/infra';
import { eventually } from '@croupier/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aForeignSubgraph, type ForeignSubgraph } from '../fixtures/a-foreign-subgraph.ts';
import { aSocket } from '../fixtures/a-socket.ts';
import { composeSupergraph } from '../supergraph/compose-supergraph.ts';

const script = fileURLToPath(new URL('../../../scripts/gateway.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'croupier-workers-'));
const file = join(folder, 'supergraph.graphql');
/** Processes start slowly on a busy machine. */
const STARTS_WITHIN_MS = 120_000;
let subgraph: ForeignSubgraph;
let out = '';
let primary: ReturnType<typeof spawn>;
let url: string;

const linesWith = (text: string): { pid: number; url: string }[] =>
  out.split('\n').filter((line) => line.includes(text)).map((line) => JSON.parse(line) as never); // prettier-ignore
/** Workers share a port that has a number. */
async function aFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
const status = async (path: string): Promise<number> => (await fetch(`${url}${path}`)).status;
const ask = (): Promise<Response> =>
  fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', connection: 'close' },
    body: '{"query":"{ hello }"}',
  });

beforeAll(async () => {
  subgraph = await aForeignSubgraph('s', 'type Query { hello: String }', { Query: { hello: () => 'hello' } });
  writeFileSync(file, composeSupergraph([subgraph]).supergraphSdl);
  const port = String(await aFreePort());
  const args = nodeArguments(script, ['--supergraph', file, '--port', port, '--workers', '2', '--open']);
  primary = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  primary.stdout!.on('data', (chunk) => (out += String(chunk)));
  url = await eventually(() => linesWith('the gateway listens')[0]!.url, { timeoutMs: STARTS_WITHIN_MS });
  await eventually(async () => expect(await status('/readyz')).toBe(200), { timeoutMs: STARTS_WITHIN_MS });
}, 2 * STARTS_WITHIN_MS);
afterAll(async () => {
  primary.kill('SIGKILL');
  await subgraph.stop();
  rmSync(folder, { recursive: true, force: true });
});

test(
  'ready when both listen; a worker that is killed under load costs its own requests only, and is replaced',
  async () => {
    const first = linesWith('a worker listens').map(({ pid }) => pid);
    expect(new Set(first).size).toBe(2);
    let [answered, lost, going] = [0, 0, true];
    const callers = Array.from({ length: 4 }, async () => {
      while (going) {
        const answer = await ask().catch(() => null);
        if (answer) {
          expect(await answer.json()).toEqual({ data: { hello: 'hello' } });
          answered += 1;
        } else lost += 1;
      }
    });
    await eventually(() => expect(answered).toBeGreaterThan(50));
    process.kill(first[0]!, 'SIGKILL');
    const before = answered;
    await eventually(() => expect(answered).toBeGreaterThan(before + 100));
    going = false;
    await Promise.all(callers);
    // each caller has one request under way
    expect(lost).toBeLessThanOrEqual(callers.length);
    await eventually(() => expect(linesWith('a worker listens')).toHaveLength(3), { timeoutMs: STARTS_WITHIN_MS });
    expect(await status('/readyz')).toBe(200);
  },
  2 * STARTS_WITHIN_MS,
);

test('metrics are those of both, whoever is asked', async () => {
  const total = async (): Promise<number> => {
    const text = await (await fetch(`${url}/metrics`, { headers: { connection: 'close' } })).text();
    return Number(/^gateway_operation_seconds_count\{.*service="gateway".*\} (\d+)$/m.exec(text)?.[1]);
  };
  await ask();
  const before = await total();
  for (let count = 0; count < 10; count++) await ask();
  expect([await total(), await total()]).toEqual([before + 10, before + 10]);
});

test('a socket lives in one worker; told to end, all of them drain and nothing is left', async () => {
  const client = await aSocket(`${url.replace('http', 'ws')}/graphql`);
  await client.init();
  client.subscribe('one', '{ hello }');
  await expect.poll(() => client.of('one').map(({ type }) => type)).toEqual(['next', 'complete']);
  const workers = linesWith('a worker listens').map(({ pid }) => pid);
  const ended = once(primary, 'exit');
  primary.kill('SIGTERM');
  expect((await client.closed).code).toBe(1001);
  expect(await ended).toEqual([0, null]);
  for (const pid of workers) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
});
