import { AggregatorRegistry, type Registry } from '@croupier/kit';

type Metrics = Pick<Registry, 'contentType' | 'metrics'>;

/** What a gateway knows of being one of several. */
export interface WorkerSeat {
  /** tells that this one listens */
  listening(): void;
  /** all of them have listened once: the gateway is ready */
  isReady(): boolean;
  /** the sum of all workers' metrics, `own` being this one's */
  addUp(own: Registry): Metrics;
}

export type ToPrimary = { type: 'listening' } | { type: 'metrics?'; id: number };
export type FromPrimary = { type: 'all listen' } | { type: 'metrics'; id: number; text: string | null };

/** This process's place among the workers. */
export function takeSeat(): WorkerSeat {
  const asked = new Map<number, (text: string | null) => void>();
  let allListen = false;
  let lastId = 0;
  process.on('message', (message: FromPrimary) => {
    if (message.type === 'all listen') allListen = true;
    if (message.type !== 'metrics') return;
    asked.get(message.id)?.(message.text);
    asked.delete(message.id);
  });
  const tell = (message: ToPrimary): void => void process.send!(message);
  return {
    listening: () => tell({ type: 'listening' }),
    isReady: () => allListen,
    addUp(own) {
      AggregatorRegistry.setRegistries(own);
      new AggregatorRegistry(); // from now on the primary may ask for ours
      return {
        contentType: own.contentType,
        async metrics() {
          const id = ++lastId;
          const text = await new Promise<string | null>((resolve) => {
            asked.set(id, resolve);
            tell({ type: 'metrics?', id });
          });
          if (text === null) throw new Error('a worker does not tell its metrics');
          return text;
        },
      };
    },
  };
}
