import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { History } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Rounds } from '../graph/games.ts';
import { Me } from '../graph/me.ts';
import { ask } from '../graph/request-client.server.ts';
import { useFormat } from '../i18n/format.ts';
import { requireSession, searchValue } from '../shell/guard.server.ts';
import { useRefreshOnBalance } from '../shell/live-wallets.tsx';
import { readPreferences } from '../shell/preferences.server.ts';
import { Pager } from '../ui/pager.tsx';
import { toneOf } from '../ui/status-tone.ts';
import { Badge, Empty, Notice, PageTitle, Table } from '../ui/surfaces.tsx';

export const meta: MetaFunction = () => [{ title: 'Croupier · Rounds' }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  requireSession(request, context);
  const asked = { request, context };
  const me = await ask(asked, Me, {});
  if (!me.data?.me) return { rounds: null, refusal: me.refusal };
  const variables = {
    filter: { userId: me.data.me.id },
    after: searchValue(request, 'after'),
    locale: readPreferences(request).language,
  };
  const { data, refusal } = await ask(asked, Rounds, variables);
  return { rounds: data?.rounds ?? null, refusal };
}

export default function RoundsPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const { rounds, refusal } = useLoaderData<typeof loader>();
  useRefreshOnBalance();
  const shown = rounds?.edges.map((edge) => edge.node) ?? [];
  return (
    <>
      <PageTitle title={t('rounds.title')} />
      {refusal && <Notice tone="bad">{t(`error.${refusal}`)}</Notice>}
      {!refusal && shown.length === 0 && (
        <Empty icon={History} title={t('rounds.empty')} hint={t('rounds.emptyHint')} />
      )}
      {shown.length > 0 && (
        <Table
          label={t('rounds.title')}
          head={[
            t('common.when'),
            t('rounds.game'),
            t('rounds.staked'),
            t('rounds.paid'),
            t('common.status'),
            t('rounds.id'),
          ]}
        >
          {shown.map((round) => (
            <tr key={round.id}>
              <td className="whitespace-nowrap text-muted">
                <time dateTime={round.openedAt}>{format.moment(round.openedAt)}</time>
              </td>
              <td className="font-medium">
                {round.game ? (
                  <Link to={`/play/${round.game.slug}`}>{round.game.title}</Link>
                ) : (
                  (round.provider?.title ?? '—')
                )}
              </td>
              <td className="figure">{format.money(round.staked)}</td>
              <td className="figure font-semibold">{format.money(round.paid)}</td>
              <td>
                <Badge tone={toneOf(round.status)}>{t(`rounds.${round.status}`)}</Badge>
              </td>
              <td className="max-w-40 truncate font-mono text-xs text-muted">{round.reference}</td>
            </tr>
          ))}
        </Table>
      )}
      <Pager pageInfo={rounds?.pageInfo} />
    </>
  );
}
