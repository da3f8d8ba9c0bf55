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
  sockets: number;
  wallets: number;
  /** resident memory of the door before the audience came */
  memoryBefore: number;
  /** of every process but the audience */
  usage(): Promise<Usage[]>;
  stop(): Promise<void>;
}

/** An event that has to be fetched for is dearer by a magnitude: a fifth of the audience shows its price. */
const CROSSING_PART = 5;

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
  const add = async (
    name: string,
    query: string | null,
    part: number,
    start: (wallets: number) => Promise<PeerProcess[]>,
  ): Promise<void> => {
    const size = { sockets: sockets / part, wallets: wallets / part };
    const processes = await start(size.wallets);
    const audience = await startPeer<AudienceOrder, Heard>('sockets.process.ts');
    all.push({
      name,
      source: processes[0]!,
      door: processes.at(-1)!,
      audience,
      ...size,
      memoryBefore: await connect(processes.at(-1)!, audience, { ...size, query }),
      usage: () => Promise.all(processes.map((each) => each.tell({ do: 'usage' }))),
      stop: async () => void (await Promise.all([audience, ...processes].map((each) => each.stop()))),
    });
  };
  const direct =
    (file: string) =>
    async (wallets: number): Promise<PeerProcess[]> => {
      const peer = await startPeer(file, { wallets, room: 'wallet' });
      return [{ ...peer, url: peer.url.replace('http', 'ws') }];
    };
  const throughGateway =
    (name: string) =>
    async (wallets: number): Promise<PeerProcess[]> => {
      const wallet = await startPeer('subgraph.process.ts', { wallets, room: 'wallet', behindGateway: true });
      const users = await startPeer('subgraph.process.ts', { wallets, room: 'users', behindGateway: true });
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
    await add('a raw ws', null, 1, direct('raw-ws.process.ts'));
    await add('b raw graphql-ws', ONE_SUBGRAPH, 1, direct('subgraph.process.ts'));
    await add('c gateway, one subgraph', ONE_SUBGRAPH, 1, throughGateway('one'));
    await add('d gateway, two subgraphs', TWO_SUBGRAPHS, CROSSING_PART, throughGateway('two'));
    return { all, stop };
  } catch (cause) {
    await stop();
    throw cause;
  }
}

/** A few sockets first, so that what every process needs anyway is not counted as theirs. Answers the memory before the rest. */
async function connect(
  door: PeerProcess,
  audience: PeerProcess<AudienceOrder, Heard>,
  target: Size & { query: string | null },
): Promise<number> {
  const { url } = door;
  const first = await startPeer<AudienceOrder, Heard>('sockets.process.ts');
  await first.tell({ do: 'connect', url, ...target, sockets: 50 });
  const { residentBytes } = await door.tell({ do: 'memory' });
  await audience.tell({ do: 'connect', url, ...target });
  await first.stop();
  return residentBytes;
}
