import type { LoaderFunctionArgs } from '@remix-run/node';
import { Form, Link, useLoaderData, useSubmit } from '@remix-run/react';
import { HandCoins } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { ApproveWithdrawal, PaymentQueue, RejectWithdrawal, type QueuedPayment } from '../graph/admin-money.ts';
import { ask } from '../graph/request-client.server.ts';
import { useFormat } from '../i18n/format.ts';
import { searchValue } from '../shell/guard.server.ts';
import { AskFirst } from '../ui/ask-first.tsx';
import { Button } from '../ui/button.tsx';
import { Pager } from '../ui/pager.tsx';
import { toneOf } from '../ui/status-tone.ts';
import { Badge, Empty, PageTitle, Table } from '../ui/surfaces.tsx';
import { Refused } from './refused.tsx';
import { requireStaff } from './staff.server.ts';
import { useDeed } from './use-deed.ts';

const STATUSES = ['REVIEW', 'PENDING', 'PROCESSING', 'SUCCEEDED', 'FAILED', 'CANCELLED'] as const;

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireStaff({ request, context });
  const wanted = searchValue(request, 'status');
  const status = wanted === 'ALL' ? null : (STATUSES.find((one) => one === wanted) ?? 'REVIEW');
  const { data, refusal } = await ask({ request, context }, PaymentQueue, {
    filter: { status },
    after: searchValue(request, 'after'),
  });
  return { payments: data?.payments ?? null, status: status ?? 'ALL', refusal };
}

export default function AdminPaymentsPage() {
  const { t } = useTranslation();
  const submit = useSubmit();
  const { payments, status, refusal } = useLoaderData<typeof loader>();
  const shown = payments?.edges.map((edge) => edge.node) ?? [];
  return (
    <>
      <PageTitle title={t('admin.payments')}>
        <Form onChange={(event) => submit(event.currentTarget)}>
          <select name="status" aria-label={t('common.status')} defaultValue={status} className="control w-48">
            <option value="ALL">{t('common.all')}</option>
            {STATUSES.map((one) => (
              <option key={one} value={one}>
                {t(`payment.${one}`)}
              </option>
            ))}
          </select>
        </Form>
      </PageTitle>
      <Refused refusal={refusal} />
      {!refusal && shown.length === 0 && (
        <Empty icon={HandCoins} title={t(status === 'REVIEW' ? 'admin.queueEmpty' : 'common.none')} />
      )}
      {shown.length > 0 && (
        <Table
          label={t('admin.payments')}
          head={[t('common.when'), t('admin.player'), t('common.kind'), t('common.amount'), t('common.status'), '']}
        >
          {shown.map((payment) => (
            <Row key={payment.id} payment={payment} />
          ))}
        </Table>
      )}
      <Pager pageInfo={payments?.pageInfo} />
    </>
  );
}

function Row({ payment }: { payment: QueuedPayment }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [approve, approving] = useDeed(ApproveWithdrawal);
  const [reject] = useDeed(RejectWithdrawal);
  const { id, user } = payment;
  return (
    <tr data-payment={id}>
      <td className="whitespace-nowrap text-muted">{format.moment(payment.createdAt)}</td>
      <td>
        {user ? (
          <Link to={`/admin/users/${user.id}`} className="font-semibold hover:text-brass">
            {user.displayName ?? user.id.slice(0, 8)}
          </Link>
        ) : (
          '—'
        )}
      </td>
      <td>{t(`payment.${payment.kind}`)}</td>
      <td className="figure font-semibold">{format.money(payment.amount)}</td>
      <td>
        <Badge tone={toneOf(payment.status)}>{t(`payment.${payment.status}`)}</Badge>
      </td>
      <td>
        {payment.kind === 'WITHDRAWAL' && payment.status === 'REVIEW' && (
          <div className="flex justify-end gap-2">
            <Button size="small" busy={approving} onClick={() => void approve({ input: { id } }, t('admin.approved'))}>
              {t('admin.approve')}
            </Button>
            <AskFirst
              trigger={
                <Button tone="danger" size="small">
                  {t('admin.reject')}
                </Button>
              }
              title={t('admin.rejectTitle')}
              wants={t('common.reason')}
              confirm={t('admin.reject')}
              onConfirm={(reason) => reject({ input: { id, reason } }, t('admin.rejected'))}
            />
          </div>
        )}
      </td>
    </tr>
  );
}
