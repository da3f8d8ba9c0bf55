import { Link, useSearchParams } from '@remix-run/react';
import { ChevronRight, ChevronsLeft } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { buttonLook } from './button.tsx';

interface Props {
  pageInfo: { hasNextPage: boolean; endCursor: string | null } | undefined;
}

/** Newer and older pages, as plain links: they work without a script and can be sent to somebody. */
export function Pager({ pageInfo }: Props) {
  const { t } = useTranslation();
  const [params] = useSearchParams();
  const to = (after: string | null) => {
    const next = new URLSearchParams(params);
    if (after) next.set('after', after);
    else next.delete('after');
    return `?${next}`;
  };
  if (!pageInfo?.hasNextPage && !params.has('after')) return null;
  return (
    <nav className="mt-4 flex justify-between gap-3">
      {params.has('after') ? (
        <Link to={to(null)} className={buttonLook({ tone: 'quiet', size: 'small' })}>
          <ChevronsLeft aria-hidden className="size-4" />
          {t('common.previous')}
        </Link>
      ) : (
        <span />
      )}
      {pageInfo?.hasNextPage && (
        <Link to={to(pageInfo.endCursor)} className={buttonLook({ tone: 'quiet', size: 'small' })}>
          {t('common.more')}
          <ChevronRight aria-hidden className="size-4" />
        </Link>
      )}
    </nav>
  );
}
