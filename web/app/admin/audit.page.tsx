import type { LoaderFunctionArgs } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { ScrollText } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { AuditLog } from '../graph/admin-house.ts';
import { ask } from '../graph/request-client.server.ts';
import { useFormat } from '../i18n/format.ts';
import { searchValue } from '../shell/guard.server.ts';
import { Pager } from '../ui/pager.tsx';
import { Empty, PageTitle, Table } from '../ui/surfaces.tsx';
import { Refused } from './refused.tsx';
import { requireStaff } from './staff.server.ts';

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireStaff({ request, context });
  const { data, refusal } = await ask({ request, context }, AuditLog, { after: searchValue(request, 'after') });
  return { log: data?.auditLog ?? null, refusal };
}

export default function AuditPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const { log, refusal } = useLoaderData<typeof loader>();
  const shown = log?.edges.map((edge) => edge.node) ?? [];
  return (
    <>
      <PageTitle title={t('admin.audit')} />
      <Refused refusal={refusal} />
      {!refusal && shown.length === 0 && <Empty icon={ScrollText} title={t('admin.noAudit')} />}
      {shown.length > 0 && (
        <Table
          label={t('admin.audit')}
          head={[t('common.when'), t('admin.actor'), t('admin.action'), t('admin.subject'), t('common.reason')]}
        >
          {shown.map((entry) => (
            <tr key={entry.id}>
              <td className="whitespace-nowrap text-muted">{format.moment(entry.createdAt)}</td>
              <td>
                {entry.actor ? (
                  <Link to={`/admin/users/${entry.actor.id}`}>
                    {entry.actor.displayName ?? entry.actor.id.slice(0, 8)}
                  </Link>
                ) : (
                  '—'
                )}
              </td>
              <td className="font-mono text-xs">{entry.action}</td>
              <td className="max-w-56 truncate font-mono text-xs text-muted">{entry.subject ?? '—'}</td>
              <td className="max-w-64 truncate">{entry.reason ?? '—'}</td>
            </tr>
          ))}
        </Table>
      )}
      <Pager pageInfo={log?.pageInfo} />
    </>
  );
}
