import { Link } from '@remix-run/react';
import { Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Person } from '../graph/me.ts';
import { useFormat } from '../i18n/format.ts';
import { Skeleton } from '../ui/surfaces.tsx';
import { mainWallet } from './person.ts';

/** The live balance. Its accessible name is what people and tests look for. */
export function BalancePill({ person }: { person: Person }) {
  const { t } = useTranslation();
  const format = useFormat();
  const wallet = mainWallet(person);
  if (!wallet) return <Skeleton className="h-10 w-28" />;
  return (
    <div className="flex h-10 items-center rounded-xl border border-line bg-surface pl-3">
      <output
        aria-label={t('nav.balance')}
        aria-live="polite"
        data-version={wallet.version}
        className="figure text-[15px] font-semibold whitespace-nowrap"
      >
        <span key={wallet.version} className="glow">
          {format.money(wallet.real)}
        </span>
      </output>
      <Link
        to="/deposit"
        aria-label={t('nav.deposit')}
        className="ml-2.5 grid size-10 place-items-center rounded-r-xl bg-brass text-brass-ink hover:bg-brass-strong"
      >
        <Plus aria-hidden className="size-4.5" strokeWidth={2.5} />
      </Link>
    </div>
  );
}
