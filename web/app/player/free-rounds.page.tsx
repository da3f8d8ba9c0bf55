import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { Gift } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { FreeRounds } from '../graph/free-rounds.ts';
import type { ResultOf } from '../graph/graphql.ts';
import { Me } from '../graph/me.ts';
import { ask } from '../graph/request-client.server.ts';
import { useFormat } from '../i18n/format.ts';
import { requireSession, searchValue } from '../shell/guard.server.ts';
import { useRefreshOnBalance } from '../shell/live-wallets.tsx';
import { readPreferences } from '../shell/preferences.server.ts';
import { Pager } from '../ui/pager.tsx';
import { toneOf } from '../ui/status-tone.ts';
import { Badge, Empty, Notice, PageTitle, Table } from '../ui/surfaces.tsx';

export const meta: MetaFunction = () => [{ title: 'Croupier · Free rounds' }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  requireSession(request, context);
  const asked = { request, context };
  const after = searchValue(request, 'after');
  const me = await ask(asked, Me, {});
  if (!me.data?.me) return { granted: null, isFirstPage: true, refusal: me.refusal };
  const variables = { userId: me.data.me.id, after, locale: readPreferences(request).language };
  const { data, refusal } = await ask(asked, FreeRounds, variables);
  return { granted: data, isFirstPage: after === null, refusal };
}

export default function FreeRoundsPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const { granted, isFirstPage, refusal } = useLoaderData<typeof loader>();
  useRefreshOnBalance();
  const shown = [...(isFirstPage ? ofWallets(granted) : []), ...atStudios(granted)];
  return (
    <>
      <PageTitle title={t('freeRounds.title')} lead={t('freeRounds.lead')} />
      {refusal && <Notice tone="bad">{t(`error.${refusal}`)}</Notice>}
      {!refusal && shown.length === 0 && (
        <Empty icon={Gift} title={t('freeRounds.empty')} hint={t('freeRounds.emptyHint')} />
      )}
      {shown.length > 0 && (
        <Table
          label={t('freeRounds.title')}
          head={[
            t('freeRounds.game'),
            t('freeRounds.left'),
            t('freeRounds.stake'),
            t('freeRounds.until'),
            t('common.status'),
          ]}
        >
          {shown.map((each) => (
            <tr key={each.id}>
              <td className="font-medium">
                {each.slug ? <Link to={`/play/${each.slug}`}>{each.title}</Link> : each.title}
              </td>
              <td className="figure">{t('freeRounds.leftOf', { left: each.left, rounds: each.rounds })}</td>
              <td className="figure">{each.stake ? format.money(each.stake) : '—'}</td>
              <td className="whitespace-nowrap text-muted">
                {each.until ? <time dateTime={each.until}>{format.moment(each.until)}</time> : '—'}
              </td>
              <td>
                <Badge tone={toneOf(each.status)}>{t(`freeRounds.${each.status}`)}</Badge>
              </td>
            </tr>
          ))}
        </Table>
      )}
      <Pager pageInfo={granted?.freeRounds?.pageInfo} />
    </>
  );
}

type Granted = ResultOf<typeof FreeRounds> | null;

interface Shown {
  id: string;
  title: string;
  /** null: only the provider's own name of the game is known */
  slug: string | null;
  left: number;
  rounds: number;
  stake: { amount: string; currency: string } | null;
  until: string | null;
  status: string;
}

const atStudios = (granted: Granted): Shown[] =>
  (granted?.freeRounds?.edges ?? []).map(({ node: { id, status, rounds, played, stake, expiresAt, game } }) => {
    const about = { title: game?.title ?? '—', slug: game?.slug ?? null };
    return { id, status, rounds, stake, until: expiresAt, left: rounds - played, ...about };
  });

const ofWallets = (granted: Granted): Shown[] =>
  (granted?.me?.wallets ?? [])
    .flatMap(({ bonuses }) => bonuses)
    .filter(({ kind }) => kind === 'FREE_ROUNDS')
    .map(({ id, status, rounds, roundsLeft, gameCode, stake, expiresAt }) => {
      const count = { rounds: rounds ?? 0, left: roundsLeft ?? 0 };
      return { id, status, stake, until: expiresAt, title: gameCode ?? '—', slug: null, ...count };
    });
