import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PeerProcess, startPeer, type Usage } from './peer.ts';
import { ONE_SUBGRAPH, TWO_SUBGRAPHS } from './schemas.ts';
import type { AudienceOrder, Heard } from './sockets.process.ts';

/** One who pushes balances, and its audience. */
export interface Contender {
  name: string;
  /** where changes are made */
  source: PeerProcess;
  /** what the audience's sockets are connected to; the source itself for peers without a gateway */
  door: PeerProcess;
  audience: PeerProcess<AudienceOrder, Heard>;
  /** of every process but the audience */
  usage(): Promise<Usage[]>;
  stop(): Promise<void>;
}

interface Size {
  sockets: number;
  wallets: number;
}

export async function startContenders({
  sockets,
  wallets,
}: Size): Promise<{ all: Contender[]; stop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'croupier-bench-'));
  const all: Contender[] = [];
  const add = async (name: string, query: string | null, start: () => Promise<PeerProcess[]>): Promise<void> => {
    const processes = await start();
    const audience = await startPeer<AudienceOrder, Heard>('sockets.process.ts');
    all.push({
      name,
      source: processes[0]!,
      door: processes.at(-1)!,
      audience,
      usage: () => Promise.all(processes.map((each) => each.tell({ do: 'usage' }))),
      stop: async () => void (await Promise.all([audience, ...processes].map((each) => each.stop()))),
    });
  };
  const direct = async (file: string): Promise<PeerProcess[]> => {
    const peer = await startPeer(file, { wallets, room: 'wallet' });
    return [{ ...peer, url: peer.url.replace('http', 'ws') }];
  };
  const throughGateway = async (name: string): Promise<PeerProcess[]> => {
    const wallet = await startPeer('subgraph.process.ts', { wallets, room: 'wallet' });
    const users = await startPeer('subgraph.process.ts', { wallets, room: 'users' });
    const supergraphFile = join(folder, `${name}.graphql`);
    const gateway = await startPeer('this-gateway.process.ts', {
      walletUrl: wallet.url,
      usersUrl: users.url,
      supergraphFile,
    });
    return [wallet, users, gateway];
  };
  const stop = async (): Promise<void> => {
    await Promise.all(all.map((contender) => contender.stop()));
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await add('a raw ws', null, () => direct('raw-ws.process.ts'));
    await add('b raw graphql-ws', ONE_SUBGRAPH, () => direct('subgraph.process.ts'));
    await add('c gateway, one subgraph', ONE_SUBGRAPH, () => throughGateway('one'));
    await add('d gateway, two subgraphs', TWO_SUBGRAPHS, () => throughGateway('two'));
    for (const contender of all) await connect(contender, { sockets, wallets });
    return { all, stop };
  } catch (cause) {
    await stop();
    throw cause;
  }
}

const QUERIES: Record<string, string | null> = { a: null, b: ONE_SUBGRAPH, c: ONE_SUBGRAPH, d: TWO_SUBGRAPHS };
export const memoryBefore = new WeakMap<Contender, number>();

/** A few sockets first, so that what every process needs anyway is not counted as theirs. */
async function connect(contender: Contender, { sockets, wallets }: Size): Promise<void> {
  const query = QUERIES[contender.name[0]!] ?? null;
  const { url } = contender.door;
  const first = await startPeer<AudienceOrder, Heard>('sockets.process.ts');
  await first.tell({ do: 'connect', url, sockets: 50, wallets, query });
  memoryBefore.set(contender, (await contender.door.tell({ do: 'memory' })).residentBytes);
  await contender.audience.tell({ do: 'connect', url, sockets, wallets, query });
  await first.stop();
}
