import { useSubscription } from '@apollo/client/react';
import { useRevalidator } from '@remix-run/react';
import { createContext, useContext, useEffect, useRef, useState, type ReactNode } from 'react';
import { BalanceChanged, type Person, type WalletBalance } from '../graph/me.ts';
import { isPlayer } from './person.ts';
import type { ResultOf } from '../graph/graphql.ts';

type Change = ResultOf<typeof BalanceChanged>['balanceChanged'];
type Listener = (change: Change) => void;

const SETTLE_MS = 250;
// A new player's first wallet opens within seconds of the registration.
const OPENING_LOOKS = 10;
const OPENING_LOOK_MS = 1_500;
const ListenersContext = createContext<Set<Listener> | null>(null);

/**
 * Keeps every balance on the page alive. A push is written into the cache by Apollo (a wallet is known by its id). A
 * version that was skipped, or a wallet not seen before, means that something was missed: the loaders run again.
 */
export function LiveWallets({ person, children }: { person: Person | null; children: ReactNode }) {
  const listeners = useRef(new Set<Listener>()).current;
  return (
    <ListenersContext.Provider value={listeners}>
      {person && isPlayer(person) && <Push key={person.id} wallets={person.wallets ?? []} listeners={listeners} />}
      {children}
    </ListenersContext.Provider>
  );
}

function Push({ wallets, listeners }: { wallets: WalletBalance[]; listeners: Set<Listener> }) {
  const { revalidate } = useRevalidator();
  const versions = useRef(new Map<string, number>());
  for (const wallet of wallets)
    versions.current.set(wallet.id, Math.max(wallet.version, versions.current.get(wallet.id) ?? 0));
  useSubscription(BalanceChanged, {
    ignoreResults: true,
    onData: ({ data }) => {
      const change = data.data?.balanceChanged;
      if (!change) return;
      const { id, version } = change.wallet;
      const known = versions.current.get(id);
      versions.current.set(id, version);
      // The first push after a connection is the present state, with no transaction: anything newer than shown was missed.
      const expected = (known ?? -1) + (change.transaction ? 1 : 0);
      if (known === undefined || version > expected) void revalidate();
      for (const listener of listeners) listener(change);
    },
    onError: () => undefined, // the socket comes back by itself; the numbers shown stay as they are
  });
  const [looks, setLooks] = useState(0);
  const waiting = wallets.length === 0 && looks < OPENING_LOOKS;
  useEffect(() => {
    if (!waiting) return;
    const timer = setTimeout(() => {
      setLooks(looks + 1);
      void revalidate();
    }, OPENING_LOOK_MS);
    return () => clearTimeout(timer);
  }, [waiting, looks, revalidate]);
  return null;
}

/** Runs the loaders of the page again shortly after money has moved, once for a burst. */
export function useRefreshOnBalance(): void {
  const listeners = useContext(ListenersContext);
  const { revalidate } = useRevalidator();
  const latest = useRef(revalidate);
  latest.current = revalidate;
  useEffect(() => {
    if (!listeners) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const listener: Listener = (change) => {
      if (!change.transaction) return;
      clearTimeout(timer);
      timer = setTimeout(() => void latest.current(), SETTLE_MS);
    };
    listeners.add(listener);
    return () => {
      clearTimeout(timer);
      listeners.delete(listener);
    };
  }, [listeners]);
}
