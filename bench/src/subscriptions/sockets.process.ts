/** The audience of one contender: many sockets in a process of their own. It reads no more of a frame than its time. */
import { WebSocket } from 'ws';
import { serveOrders } from './peer.ts';

export type AudienceOrder =
  | { do: 'connect'; url: string; sockets: number; wallets: number; query: string | null }
  /** answers once so many frames came since the last order */
  | { do: 'await'; frames: number; withinMs: number }
  /** latencies since the last order */
  | { do: 'collect' }
  /** all sockets drop at once and come back */
  | { do: 'storm' };
export interface Heard {
  frames: number;
  latenciesMs: number[];
  /** of this process until now */
  cpuMicros: number;
  /** until 99 % had their present state */
  storm: { ms: number } | null;
}

const AT = Buffer.from('"at":"');
const AT_ONCE = 200;
const AGAIN_AFTER_MS = 100;
let target: Extract<AudienceOrder, { do: 'connect' }>;
const sockets: WebSocket[] = [];
let frames = 0;
let latenciesMs: number[] = [];

function open(index: number, onFirst: () => void): void {
  const walletId = `w-${index % target.wallets}`;
  const socket = new WebSocket(target.url, target.query === null ? [] : ['graphql-transport-ws'], {
    perMessageDeflate: false,
  });
  sockets[index] = socket;
  let first = true;
  const send = (message: object): void => socket.send(JSON.stringify(message));
  socket.on('open', () => {
    if (target.query === null) socket.send(walletId);
    else send({ type: 'connection_init', payload: { authorization: walletId } });
  });
  socket.on('message', (data: Buffer) => {
    const found = data.indexOf(AT);
    if (found < 0) {
      if (data.includes('connection_ack')) send({ id: 's', type: 'subscribe', payload: { query: target.query } });
      else throw new Error(`not expected: ${String(data)}`);
      return;
    }
    frames += 1;
    const from = found + AT.length;
    const at = Number(data.toString('latin1', from, data.indexOf(34, from)));
    if (!first) latenciesMs.push((Number(process.hrtime.bigint()) - at) / 1e6);
    else onFirst();
    first = false;
  });
  socket.on('error', () => undefined);
  socket.on('close', () => {
    // Whoever could not get in tries again, as an app would.
    if (first && sockets[index] === socket) setTimeout(() => open(index, onFirst), AGAIN_AFTER_MS);
  });
}

/** Opens all, at most `atOnce` under way; answers when `share` of them had their present state, the rest follow. */
function openAll(share: number, atOnce: number): Promise<void> {
  return new Promise((resolve) => {
    let next = 0;
    let done = 0;
    const more = (): void => {
      if (next < target.sockets)
        open(next++, () => {
          if (++done === Math.ceil(target.sockets * share)) resolve();
          more();
        });
    };
    for (let count = 0; count < atOnce; count++) more();
  });
}

const until = async (holds: () => boolean, withinMs: number): Promise<void> => {
  for (const end = performance.now() + withinMs; !holds() && performance.now() < end;)
    await new Promise((resolve) => setTimeout(resolve, 1));
};

async function obey(order: AudienceOrder): Promise<Heard['storm']> {
  if (order.do === 'connect') {
    target = order;
    await openAll(1, AT_ONCE);
  } else if (order.do === 'await') await until(() => frames >= order.frames, order.withinMs);
  else if (order.do === 'storm') {
    for (const socket of sockets.splice(0)) socket.terminate();
    const startedAt = performance.now();
    await openAll(0.99, target.sockets);
    return { ms: performance.now() - startedAt };
  }
  return null;
}

serveOrders<AudienceOrder, Heard>('-', async (order) => {
  const storm = await obey(order);
  const { user, system } = process.cpuUsage();
  const heard: Heard = { frames, latenciesMs, cpuMicros: user + system, storm };
  frames = 0;
  latenciesMs = [];
  return heard;
});
