import type { FormEvent, ReactNode } from 'react';
import { useHydrated } from './hydrated.ts';

/** A form that a script sends. Closed until scripts run: the browser would send it to the wrong place by itself. */
export function ScriptForm({
  onSubmit,
  className,
  children,
}: {
  onSubmit(event: FormEvent<HTMLFormElement>): Promise<void>;
  className: string;
  children: ReactNode;
}) {
  return (
    <form method="post" onSubmit={(event) => void onSubmit(event)}>
      <fieldset disabled={!useHydrated()} className={className}>
        {children}
      </fieldset>
    </form>
  );
}
