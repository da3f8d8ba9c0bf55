import { useSyncExternalStore } from 'react';

const never = () => () => undefined;

/** Whether scripts run on this page already. What only scripts can do waits for it, so that no click is lost. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
