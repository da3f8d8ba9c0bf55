import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { SlidersHorizontal } from 'lucide-react';
import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Adjustments, ApproveAdjustment, ProposeAdjustment, type AdjustmentRow } from '../graph/admin-money.ts';
import { ask } from '../graph/request-client.server.ts';
import type { VariablesOf } from '../graph/graphql.ts';
import { useFormat } from '../i18n/format.ts';
import { searchValue } from '../shell/guard.server.ts';
import { usePerson } from '../shell/person.ts';
import { Button } from '../ui/button.tsx';
import { Choice, Field } from '../ui/field.tsx';
import { Pager } from '../ui/pager.tsx';
import { ScriptForm } from '../ui/script-form.tsx';
import { toneOf } from '../ui/status-tone.ts';
import { Badge, Card, Empty, PageTitle, Table } from '../ui/surfaces.tsx';
import { Refused } from './refused.tsx';
import { requireStaff } from './staff.server.ts';
import { useDeed } from './use-deed.ts';

type Input = VariablesOf<typeof ProposeAdjustment>['input'];

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireStaff({ request, context });
  const { data, refusal } = await ask({ request, context }, Adjustments, {
    filter: {},
    after: searchValue(request, 'after'),
  });
  return { adjustments: data?.adjustments ?? null, refusal };
}

export default function AdjustmentsPage() {
  const { t } = useTranslation();
  const { adjustments, refusal } = useLoaderData<typeof loader>();
  const shown = adjustments?.edges.map((edge) => edge.node) ?? [];
  return (
    <>
      <PageTitle title={t('admin.adjustments')} lead={t('admin.proposeLead')} />
      <Refused refusal={refusal} />
      {!refusal && <Proposal />}
      <div className="mt-6">
        {!refusal && shown.length === 0 && <Empty icon={SlidersHorizontal} title={t('common.none')} />}
        {shown.length > 0 && (
          <Table
            label={t('admin.adjustments')}
            head={[
              t('common.when'),
              t('common.amount'),
              t('admin.bucket'),
              t('common.reason'),
              t('admin.proposedBy'),
              t('common.status'),
              '',
            ]}
          >
            {shown.map((adjustment) => (
              <Row key={adjustment.id} adjustment={adjustment} />
            ))}
          </Table>
        )}
        <Pager pageInfo={adjustments?.pageInfo} />
      </div>
    </>
  );
}

function Proposal() {
  const { t } = useTranslation();
  const [propose, busy] = useDeed(ProposeAdjustment);
  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const element = event.currentTarget;
    const form = new FormData(element);
    const text = (name: string) => String(form.get(name) ?? '').trim();
    const input: Input = {
      walletId: text('walletId'),
      bucket: text('bucket') as Input['bucket'],
      direction: text('direction') as NonNullable<Input['direction']>,
      amount: { amount: text('amount').replace(',', '.'), currency: text('currency').toUpperCase() },
      reason: text('reason'),
    };
    if (await propose({ input }, t('admin.proposed'))) element.reset();
  }
  return (
    <Card>
      <ScriptForm onSubmit={submit} className="grid gap-4 sm:grid-cols-6">
        <div className="sm:col-span-6">
          <Field
            label={t('admin.walletId')}
            name="walletId"
            required
            maxLength={64}
            autoComplete="off"
            className="font-mono text-sm"
          />
        </div>
        <div className="sm:col-span-2">
          <Choice label={t('admin.direction')} name="direction">
            <option value="CREDIT">{t('admin.CREDIT')}</option>
            <option value="DEBIT">{t('admin.DEBIT')}</option>
          </Choice>
        </div>
        <div className="sm:col-span-2">
          <Choice label={t('admin.bucket')} name="bucket">
            <option value="REAL">{t('admin.REAL')}</option>
            <option value="BONUS">{t('admin.BONUS')}</option>
          </Choice>
        </div>
        <Field
          label={t('common.amount')}
          name="amount"
          inputMode="decimal"
          required
          pattern="[0-9]{1,15}([.,][0-9]{1,9})?"
          autoComplete="off"
        />
        <Field
          label={t('common.currency')}
          name="currency"
          required
          defaultValue="EUR"
          maxLength={5}
          autoComplete="off"
          className="uppercase"
        />
        <div className="sm:col-span-4">
          <Field label={t('common.reason')} name="reason" required maxLength={500} autoComplete="off" />
        </div>
        <Button type="submit" busy={busy} className="self-end sm:col-span-2">
          {t('admin.propose')}
        </Button>
      </ScriptForm>
    </Card>
  );
}

function Row({ adjustment }: { adjustment: AdjustmentRow }) {
  const { t } = useTranslation();
  const format = useFormat();
  const me = usePerson();
  const [approve, busy] = useDeed(ApproveAdjustment);
  const own = adjustment.proposedBy?.id === me?.id;
  return (
    <tr>
      <td className="whitespace-nowrap text-muted">{format.moment(adjustment.createdAt)}</td>
      <td className="figure font-semibold">
        {t(`admin.${adjustment.direction}`)} {format.money(adjustment.amount)}
      </td>
      <td>{t(`admin.${adjustment.bucket}`)}</td>
      <td className="max-w-56 truncate">{adjustment.reason}</td>
      <td>{adjustment.proposedBy?.displayName ?? '—'}</td>
      <td>
        <Badge tone={toneOf(adjustment.status)}>{t(`adjustmentStatus.${adjustment.status}`)}</Badge>
      </td>
      <td className="text-right">
        {adjustment.status === 'PROPOSED' && !own && (
          <Button
            size="small"
            busy={busy}
            onClick={() => void approve({ input: { id: adjustment.id } }, t('admin.approved'))}
          >
            {t('admin.approve')}
          </Button>
        )}
      </td>
    </tr>
  );
}
