import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What a peer's process can be told; every order is answered. */
export type Order =
  | { do: 'emit'; perSecond: number }
  | { do: 'burst'; rounds: number }
  | { do: 'stop' }
  | { do: 'usage' }
  | { do: 'memory' };

export interface Usage {
  cpuMicros: number;
  /** resident, after forced garbage collections; asked for by `memory` alone, they cost time */
  residentBytes: number;
  emitted: number;
}

/** One process of the bench. */
export interface PeerProcess<O = Order, A = Usage> {
  url: string;
  tell(order: O): Promise<A>;
  stop(): Promise<void>;
}

/** Starts a file of this folder as a process of its own; it says its address first. Throws where it ends before. */
export async function startPeer<O = Order, A = Usage>(file: string, settings: object = {}): Promise<PeerProcess<O, A>> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), [JSON.stringify(settings)], {
    execArgv: ['--import', 'tsx', '--expose-gc'],
    env: { ...process.env, NODE_ENV: 'production', APOLLO_TELEMETRY_DISABLED: 'true' },
  });
  const waiting = new Map<number, { resolve: (answer: A) => void; reject: (cause: Error) => void }>();
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => {
      const cause = new Error(`${file} ended with ${code}`);
      reject(cause);
      for (const each of waiting.values()) each.reject(cause);
    });
    child.on('message', (message: { url?: string; id?: number; answer?: A }) => {
      if (message.url) return resolve(message.url);
      waiting.get(message.id!)?.resolve(message.answer!);
      waiting.delete(message.id!);
    });
  });
  let last = 0;
  return {
    url,
    tell: (order) =>
      new Promise((resolve, reject) => {
        const id = ++last;
        waiting.set(id, { resolve, reject });
        child.send({ id, order });
      }),
    stop: () => stop(child),
  };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

/** The child's side: says the address, then answers orders. */
export function servePeer(
  url: string,
  { onOrder, emitted }: { onOrder?: (order: Order) => void; emitted?: () => number },
): void {
  serveOrders<Order, Usage>(url, async (order) => {
    onOrder?.(order);
    if (order.do === 'memory') for (let turn = 0; turn < 3; turn++) (globalThis as { gc?: () => void }).gc?.();
    const { user, system } = process.cpuUsage();
    const usage: Usage = {
      cpuMicros: user + system,
      residentBytes: order.do === 'memory' ? process.memoryUsage.rss() : 0,
      emitted: emitted?.() ?? 0,
    };
    return usage;
  });
}

export function serveOrders<O, A>(url: string, answer: (order: O) => Promise<A>): void {
  process.on('message', async ({ id, order }: { id: number; order: O }) => {
    process.send!({ id, answer: await answer(order) });
  });
  process.on('disconnect', () => process.exit(0));
  process.send!({ url });
}

export const settingsOf = <T>(): T => JSON.parse(process.argv[2] ?? '{}') as T;
