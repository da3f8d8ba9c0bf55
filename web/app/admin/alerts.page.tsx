import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { BellOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Alerts, ResolveAlert, type AlertRow } from '../graph/admin-house.ts';
import { ask } from '../graph/request-client.server.ts';
import { useFormat } from '../i18n/format.ts';
import { searchValue } from '../shell/guard.server.ts';
import { AskFirst } from '../ui/ask-first.tsx';
import { Button } from '../ui/button.tsx';
import { Pager } from '../ui/pager.tsx';
import { toneOf } from '../ui/status-tone.ts';
import { Badge, Empty, PageTitle } from '../ui/surfaces.tsx';
import { Refused } from './refused.tsx';
import { requireStaff } from './staff.server.ts';
import { useDeed } from './use-deed.ts';

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireStaff({ request, context });
  const { data, refusal } = await ask({ request, context }, Alerts, { after: searchValue(request, 'after') });
  return { alerts: data?.alerts ?? null, refusal };
}

export default function AlertsPage() {
  const { t } = useTranslation();
  const { alerts, refusal } = useLoaderData<typeof loader>();
  const shown = alerts?.edges.map((edge) => edge.node) ?? [];
  return (
    <>
      <PageTitle title={t('admin.alerts')} />
      <Refused refusal={refusal} />
      {!refusal && shown.length === 0 && <Empty icon={BellOff} title={t('admin.noAlerts')} />}
      <ul className="grid gap-3">
        {shown.map((alert) => (
          <AlertCard key={alert.id} alert={alert} />
        ))}
      </ul>
      <Pager pageInfo={alerts?.pageInfo} />
    </>
  );
}

function AlertCard({ alert }: { alert: AlertRow }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [resolve] = useDeed(ResolveAlert);
  return (
    <li className="flex flex-wrap items-start justify-between gap-4 rounded-2xl border border-line bg-surface p-5">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-2 text-xs text-muted">
          <Badge tone={toneOf(alert.status)}>{t(`alertStatus.${alert.status}`)}</Badge>
          {alert.severity} · <code className="font-mono">{alert.kind}</code> · {format.moment(alert.createdAt)}
        </p>
        <p className="mt-2 break-words">{alert.message}</p>
        {alert.note && <p className="mt-1 text-sm text-muted">{alert.note}</p>}
      </div>
      {alert.status === 'OPEN' && (
        <AskFirst
          trigger={
            <Button tone="quiet" size="small">
              {t('admin.resolve')}
            </Button>
          }
          title={`${t('admin.resolve')}?`}
          wants={t('admin.note')}
          confirm={t('admin.resolve')}
          onConfirm={(note) => resolve({ input: { id: alert.id, note } }, t('admin.resolved'))}
        />
      )}
    </li>
  );
}
