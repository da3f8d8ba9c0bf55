import { useMutation } from '@apollo/client/react';
import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData, useRevalidator } from '@remix-run/react';
import { Gauge } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { ConfirmLimit, Limits, type LimitRow } from '../graph/player.ts';
import { ask } from '../graph/request-client.server.ts';
import { useFormat } from '../i18n/format.ts';
import { requireSession } from '../shell/guard.server.ts';
import { Button } from '../ui/button.tsx';
import { Card, Empty, Notice, PageTitle } from '../ui/surfaces.tsx';
import { useTell } from '../ui/toasts.tsx';
import { LimitForm } from './limit-form.tsx';
import { CoolingOff, SelfExclusion } from './time-away.tsx';

export const meta: MetaFunction = () => [{ title: 'Croupier · Limits' }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  requireSession(request, context);
  const { data, refusal } = await ask({ request, context }, Limits, {});
  return { me: data?.me ?? null, refusal };
}

export default function LimitsPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const { me, refusal } = useLoaderData<typeof loader>();
  const limits = me?.limits ?? [];
  const away = me?.status === 'COOLING_OFF' || me?.status === 'SELF_EXCLUDED' ? me.status : null;
  return (
    <div className="mx-auto max-w-3xl">
      <PageTitle title={t('limits.title')} lead={t('limits.lead')} />
      {refusal && <Notice tone="bad">{t(`error.${refusal}`)}</Notice>}
      {away && (
        <div className="mb-5">
          <Notice>{t(`limits.active${away}`, { when: format.moment(me?.statusUntil) })}</Notice>
        </div>
      )}
      <div className="grid gap-5">
        {limits.length > 0 ? (
          <ul className="grid gap-3 sm:grid-cols-2">
            {limits.map((limit) => (
              <LimitCard key={limit.id} limit={limit} />
            ))}
          </ul>
        ) : (
          <Empty icon={Gauge} title={t('limits.empty')} />
        )}
        <LimitForm />
        <div className="grid gap-5 sm:grid-cols-2">
          <Card className="grid content-start gap-4">
            <CoolingOff />
          </Card>
          <Card className="grid content-start gap-4">
            <SelfExclusion />
          </Card>
        </div>
      </div>
    </div>
  );
}

function LimitCard({ limit }: { limit: LimitRow }) {
  const { t } = useTranslation();
  const format = useFormat();
  const tell = useTell();
  const { revalidate } = useRevalidator();
  const [confirmLimit, { loading }] = useMutation(ConfirmLimit);
  const valueOf = (value: Pick<LimitRow, 'amount' | 'minutes'>) =>
    value.amount
      ? format.money(value.amount)
      : value.minutes != null
        ? t('limits.minutesOf', { minutes: value.minutes })
        : t('limits.noLimit');

  async function confirm() {
    try {
      await confirmLimit({ variables: { input: { id: limit.id } } });
      tell.good(t('limits.confirmed'));
      await revalidate();
    } catch (error) {
      tell.refused(error);
    }
  }

  const { pending } = limit;
  return (
    <li className="rounded-2xl border border-line bg-surface p-5">
      <p className="text-sm text-muted">
        {t(`limits.${limit.kind}`)} {t(`limits.${limit.period}`)}
      </p>
      <p className="figure mt-1 text-2xl font-semibold">{valueOf(limit)}</p>
      {pending && (
        <div className="mt-3 grid gap-3 border-t border-line pt-3">
          <p className="text-sm text-brass">
            {t('limits.pending', { value: valueOf(pending), when: format.moment(pending.effectiveAt) })}
          </p>
          <Button tone="quiet" size="small" busy={loading} onClick={() => void confirm()}>
            {t('limits.confirm')}
          </Button>
        </div>
      )}
    </li>
  );
}
