/**
 * Several gateway processes on one port. The first one serves nothing: it starts the others and replaces those that die. The kernel deals
 * connections out (SO_REUSEPORT): what cluster's own dealer has handed to a worker that dies would never be answered nor closed.
 */
import cluster, { type Worker } from 'node:cluster';
import { AggregatorRegistry, endOnSignal, type Logger } from '@croupier/kit';
import { type FromPrimary, takeSeat, type ToPrimary, type WorkerSeat } from './worker-seat.ts';

const PAUSE_MS = 1_000;

/** Starts one gateway here, or `count` of them in processes of their own. Ends with its process, draining on SIGTERM or SIGINT. */
export async function runWorkers(
  count: number,
  log: Logger,
  start: (seat?: WorkerSeat) => Promise<{ stop(): Promise<void> }>,
): Promise<void> {
  if (count > 1 && cluster.isPrimary) return endOnSignal(keepWorkers(count, log), log);
  const gateway = await start(cluster.isWorker ? takeSeat() : undefined);
  endOnSignal(gateway.stop, log);
}

/** Answers how to stop them. */
function keepWorkers(count: number, log: Logger): () => Promise<void> {
  const listening = new Set<Worker>();
  let allListened = false;
  let stopping = false;
  const all = new AggregatorRegistry();
  cluster.on('message', (worker, message: ToPrimary) => {
    if (message.type === 'metrics?') {
      const answer = (text: string | null): void => tell(worker, { type: 'metrics', id: message.id, text });
      all.clusterMetrics().then(answer, () => answer(null)); // null where a worker does not answer
    }
    if (message.type !== 'listening') return;
    listening.add(worker);
    log.info({ pid: worker.process.pid }, 'a worker listens');
    allListened ||= listening.size === count;
    if (allListened) for (const each of listening) tell(each, { type: 'all listen' });
  });
  cluster.on('exit', (worker, code, signal: string | null) => {
    const hadListened = listening.delete(worker);
    if (stopping) return;
    if (!allListened) {
      log.error({ code, signal }, 'a worker does not start');
      process.exit(1);
    }
    log.warn({ pid: worker.process.pid, code, signal }, 'a worker died; another is started');
    setTimeout(() => stopping || cluster.fork(), hadListened ? 0 : PAUSE_MS);
  });
  for (let number = 0; number < count; number++) cluster.fork();
  return async () => {
    stopping = true;
    const workers = Object.values(cluster.workers ?? {}) as Worker[];
    await Promise.all(
      workers.map((worker) => {
        worker.process.kill('SIGTERM');
        return new Promise((resolve) => worker.once('exit', resolve));
      }),
    );
  };
}

function tell(worker: Worker, message: FromPrimary): void {
  if (worker.isConnected()) worker.send(message);
}
