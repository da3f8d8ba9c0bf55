import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { isRouteErrorResponse, NavLink, Outlet, useRouteError } from '@remix-run/react';
import {
  BellRing,
  ChartColumn,
  Dices,
  HandCoins,
  Plug,
  ScrollText,
  ShieldX,
  SlidersHorizontal,
  SquareTerminal,
  Users,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { usePerson } from '../shell/person.ts';
import { classNames } from '../ui/class-names.ts';
import { Empty } from '../ui/surfaces.tsx';
import { requireStaff } from './staff.server.ts';

export const meta: MetaFunction = () => [{ title: 'Croupier · Console' }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireStaff({ request, context });
  return null;
}

const ALL = ['SUPPORT', 'FINANCE', 'COMPLIANCE', 'ADMIN'];
const SECTIONS = [
  { to: '/admin', key: 'users', icon: Users, roles: ALL },
  { to: '/admin/payments', key: 'payments', icon: HandCoins, roles: ALL },
  { to: '/admin/adjustments', key: 'adjustments', icon: SlidersHorizontal, roles: ['FINANCE', 'ADMIN'] },
  { to: '/admin/reports', key: 'reports', icon: ChartColumn, roles: ['FINANCE', 'COMPLIANCE', 'ADMIN'] },
  { to: '/admin/games', key: 'games', icon: Dices, roles: ['ADMIN'] },
  { to: '/admin/providers', key: 'providers', icon: Plug, roles: ['ADMIN'] },
  { to: '/admin/alerts', key: 'alerts', icon: BellRing, roles: ['FINANCE', 'COMPLIANCE', 'ADMIN'] },
  { to: '/admin/audit', key: 'audit', icon: ScrollText, roles: ['COMPLIANCE', 'ADMIN'] },
] as const;

const tab =
  'flex items-center gap-2.5 rounded-lg px-3 py-2 text-sm font-medium whitespace-nowrap text-muted transition-colors hover:bg-raised hover:text-ink';

export default function AdminLayout() {
  const { t } = useTranslation();
  const roles: string[] = usePerson()?.roles ?? [];
  return (
    <div className="grid gap-6 lg:grid-cols-[12rem_minmax(0,1fr)]">
      <nav
        aria-label={t('admin.sections')}
        className="flex gap-1 max-lg:-mx-4 max-lg:overflow-x-auto max-lg:px-4 lg:sticky lg:top-24 lg:flex-col lg:self-start"
      >
        {SECTIONS.filter((section) => section.roles.some((role) => roles.includes(role))).map(
          ({ to, key, icon: Icon }) => (
            <NavLink
              key={to}
              to={to}
              end={to === '/admin'}
              className={({ isActive }) => classNames(tab, isActive && 'bg-raised text-brass')}
            >
              <Icon aria-hidden className="size-4" />
              {t(`admin.${key}`)}
            </NavLink>
          ),
        )}
        {/* Its own document: the editor needs a looser style policy than the rest of the console. */}
        <a href="/admin/graphiql" className={tab}>
          <SquareTerminal aria-hidden className="size-4" />
          {t('admin.graphiql')}
        </a>
      </nav>
      <div className="min-w-0">
        <Outlet />
      </div>
    </div>
  );
}

export function ErrorBoundary() {
  const { t } = useTranslation();
  const error = useRouteError();
  if (isRouteErrorResponse(error) && error.status === 403) return <Empty icon={ShieldX} title={t('admin.staffOnly')} />;
  throw error;
}
