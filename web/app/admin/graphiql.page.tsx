import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useEffect, useState, type ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import { Skeleton } from '../ui/surfaces.tsx';
import { requireStaff } from './staff.server.ts';

export const meta: MetaFunction = () => [{ title: 'Croupier · GraphiQL' }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireStaff({ request, context });
  return null;
}

/** GraphiQL from our own origin. The editor is loaded by the browser only, and on this page only. */
export default function GraphiqlPage() {
  const { t } = useTranslation();
  const [Console, setConsole] = useState<ComponentType | null>(null);
  useEffect(() => {
    void import('./graphiql-console.tsx').then((module) => setConsole(() => module.GraphiqlConsole));
  }, []);
  return (
    <div aria-busy={!Console} className="h-[calc(100dvh-9rem)] overflow-hidden rounded-2xl border border-line">
      {Console ? <Console /> : <Skeleton className="h-full rounded-none" />}
      <h1 className="sr-only">{Console ? 'GraphiQL' : t('admin.loadingGraphiql')}</h1>
    </div>
  );
}
