/** The house's gateway as it is, rates aside, before the two small subgraphs that the hostile corpus was written for. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { generateSecrets, natsUrl, natsUsers, startNats } from '@croupier/infra';
import { aHouse } from '../../../gateway/src/fixtures/a-house.ts';
import { serveOrders } from '../subscriptions/peer.ts';

export interface HouseAnswer {
  jwksUrl: string;
  token: string;
  /** since the last order */
  cpuMicros: number;
  longestStallMs: number;
}

const NO_RATES = { REQUESTS_PER_SECOND: 1_000_000, REQUESTS_PER_SECOND_AND_ADDRESS: 1_000_000 };
const { natsPasswords } = generateSecrets();
const dataDir = mkdtempSync(join(tmpdir(), 'croupier-bench-'));
const server = await startNats({ dataDir, users: natsUsers(natsPasswords) });
const house = await aHouse(NO_RATES, {
  natsUrl: (name) => natsUrl(server, { name, password: natsPasswords[name] }),
  stop: async () => void (await server.stop()),
});
const token = await house.token({}, { seconds: 7_200 });
const stalls = monitorEventLoopDelay({ resolution: 1 });
stalls.enable();
let before = process.cpuUsage();

serveOrders<'tell' | 'stop', HouseAnswer>(house.url, async (order) => {
  const { user, system } = process.cpuUsage(before);
  const longestStallMs = stalls.max / 1e6;
  before = process.cpuUsage();
  stalls.reset();
  if (order === 'stop') await house.stop().finally(() => rmSync(dataDir, { recursive: true, force: true }));
  return { jwksUrl: house.jwksUrl, token, cpuMicros: user + system, longestStallMs };
});
