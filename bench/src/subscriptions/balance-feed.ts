import type { Order } from './peer.ts';

/** A wallet right after a transaction, as the peers push it. */
export interface Change {
  wallet: {
    id: string;
    currency: string;
    version: number;
    real: { amount: string; currency: string };
    ownerId: string;
  };
  /** nanoseconds of the machine's monotonic clock when it was committed: the same clock in every process */
  at: string;
}

export interface BalanceFeed {
  follow(walletId: string, listener: (change: Change) => void): () => void;
  present(walletId: string): Change;
  onOrder(order: Order): void;
  emitted(): number;
}

const TICK_MS = 5;

/** Wallets `w-0` … that change when told: at a rate, or all of them at once. */
export function createBalanceFeed(wallets: number): BalanceFeed {
  const versions = new Uint32Array(wallets).fill(1);
  const listeners = Array.from({ length: wallets }, () => new Set<(change: Change) => void>());
  let emitted = 0;
  let turn = 0;
  let timer: NodeJS.Timeout | undefined;
  const changeOf = (index: number): Change => ({
    wallet: {
      id: `w-${index}`,
      currency: 'EUR',
      version: versions[index]!,
      real: { amount: `${1_000 + versions[index]!}.00`, currency: 'EUR' },
      ownerId: `u-${index}`,
    },
    at: String(process.hrtime.bigint()),
  });
  const emit = (): void => {
    const index = (turn = (turn + 1_237) % wallets);
    versions[index]! += 1;
    emitted += 1;
    const change = changeOf(index);
    for (const listener of listeners[index]!) listener(change);
  };
  const indexOf = (walletId: string): number => Number(walletId.slice(2)) % wallets;
  return {
    follow(walletId, listener) {
      const set = listeners[indexOf(walletId)]!;
      set.add(listener);
      return () => set.delete(listener);
    },
    present: (walletId) => changeOf(indexOf(walletId)),
    emitted: () => emitted,
    onOrder(order) {
      if (order.do === 'stop') clearInterval(timer);
      if (order.do === 'burst') for (let count = 0; count < order.rounds * wallets; count++) emit();
      if (order.do !== 'emit') return;
      // Open loop: what a late tick owes is emitted too.
      const startedAt = performance.now();
      let done = 0;
      timer = setInterval(() => {
        const due = Math.floor(((performance.now() - startedAt) / 1_000) * order.perSecond);
        for (; done < due; done++) emit();
      }, TICK_MS);
    },
  };
}

/** A feed as graphql's subscribe wants it. */
export function iterate(feed: BalanceFeed, walletId: string): AsyncIterableIterator<Change> {
  const waiting: Change[] = [feed.present(walletId)];
  let wake: (() => void) | null = null;
  let ended = false;
  const unfollow = feed.follow(walletId, (change) => {
    waiting.push(change);
    wake?.();
  });
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      while (waiting.length === 0) {
        if (ended) return { done: true, value: undefined };
        await new Promise<void>((resolve) => (wake = resolve));
      }
      return { done: false, value: waiting.shift()! };
    },
    async return() {
      unfollow();
      ended = true;
      wake?.();
      return { done: true, value: undefined };
    },
  };
}
