import { useRouteLoaderData } from '@remix-run/react';
import { useLoadedQuery } from '../graph/use-loaded-query.ts';
import { Me, type Person, type WalletBalance } from '../graph/me.ts';
import type { loader } from '../root.tsx';

const STAFF = new Set(['SUPPORT', 'FINANCE', 'COMPLIANCE', 'ADMIN']);

export function isStaff(person: Person | null): boolean {
  return person?.roles?.some((role) => STAFF.has(role)) ?? false;
}

/** Staff alone have no money here: balance and wallet are for players. */
export function isPlayer(person: Person | null): boolean {
  return person?.roles?.includes('PLAYER') ?? false;
}

/** The signed-in person, as fresh as the last push. */
export function usePerson(): Person | null {
  const root = useRouteLoaderData<typeof loader>('root');
  return useLoadedQuery(Me, {}, root?.person ?? null)?.me ?? null;
}

/** The wallet that the page's balance shows: the euro one, else the first. */
export function mainWallet(person: Person | null): WalletBalance | null {
  const wallets = person?.wallets ?? [];
  return wallets.find((wallet) => wallet.currency === 'EUR') ?? wallets[0] ?? null;
}
