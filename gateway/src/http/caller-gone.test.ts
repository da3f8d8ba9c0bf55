import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog } from '@croupier/kit';
import { eventually } from '@croupier/testkit';
import { expect, test } from 'vitest';
import { startGateway } from '../gateway.ts';
import { composeSupergraph } from '../supergraph/compose-supergraph.ts';

test('a caller who hangs up takes the query along to the subgraph; a mutation is carried through', async () => {
  const asked: string[] = [];
  const hungUp: string[] = [];
  const subgraph = createServer((request, response) => {
    request.once('data', (body: Buffer) => {
      const kind = String(body).includes('mutation') ? 'mutation' : 'query';
      asked.push(kind);
      response.once('close', () => hungUp.push(kind));
    });
  });
  await new Promise<void>((resolve) => subgraph.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(subgraph.address() as AddressInfo).port}/graphql`;
  const folder = mkdtempSync(join(tmpdir(), 'croupier-gone-'));
  const supergraphFile = join(folder, 'supergraph.graphql');
  const sdl = 'type Query { slow: Int } type Mutation { pay: Int }';
  writeFileSync(supergraphFile, composeSupergraph([{ name: 's', url, sdl }]).supergraphSdl);
  const log = createLog('gateway', 'fatal');
  const gateway = await startGateway({ host: '127.0.0.1', port: 0, log, supergraphFile, open: true, mask: false, limits: null, allowedOrigins: null }); // prettier-ignore
  const askAndHangUp = async (query: string): Promise<void> => {
    const gone = new AbortController();
    const before = asked.length;
    const headers = { 'content-type': 'application/json' };
    const answer = fetch(`${gateway.url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }), signal: gone.signal }); // prettier-ignore
    answer.catch(() => undefined);
    await eventually(() => expect(asked.length).toBe(before + 1));
    gone.abort();
  };
  try {
    await askAndHangUp('mutation { pay }');
    await askAndHangUp('{ slow }');
    await eventually(() => expect(hungUp).toEqual(['query']));
  } finally {
    subgraph.closeAllConnections();
    await gateway.stop();
    subgraph.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
