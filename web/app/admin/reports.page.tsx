import type { LoaderFunctionArgs } from '@remix-run/node';
import { Form, useLoaderData, useNavigation } from '@remix-run/react';
import { ChartColumn } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { ReportCatalog, RunReport } from '../graph/admin-house.ts';
import type { ResultOf } from '../graph/graphql.ts';
import { ask } from '../graph/request-client.server.ts';
import { useFormat, type Format } from '../i18n/format.ts';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { Card, Empty, Notice, PageTitle, Table } from '../ui/surfaces.tsx';
import { ExportButtons } from './export-buttons.tsx';
import { Refused } from './refused.tsx';
import { readReportInput } from './report-input.server.ts';
import { requireStaff } from './staff.server.ts';

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireStaff({ request, context });
  const asked = { request, context };
  const wish = readReportInput(request);
  const [catalog, report] = await Promise.all([
    ask(asked, ReportCatalog, {}),
    wish.input.measures.length > 0 ? ask(asked, RunReport, { input: wish.input }) : null,
  ]);
  return {
    catalog: catalog.data?.reportCatalog ?? null,
    report: report?.data?.report ?? null,
    wish,
    refusal: report?.refusal ?? catalog.refusal,
  };
}

export default function ReportsPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const { catalog, report, wish, refusal } = useLoaderData<typeof loader>();
  const busy = useNavigation().state !== 'idle';
  return (
    <>
      <PageTitle title={t('admin.reports')} />
      <Refused refusal={refusal} />
      {catalog && (
        <Card>
          <Form className="grid gap-5">
            <Picks name="measure" label={t('admin.measures')} all={catalog.measures} chosen={wish.input.measures} />
            <Picks
              name="dimension"
              label={t('admin.dimensions')}
              all={catalog.dimensions}
              chosen={wish.input.dimensions}
            />
            <div className="grid items-end gap-4 sm:grid-cols-[12rem_12rem_auto]">
              <Field label={t('common.from')} name="from" type="date" required defaultValue={wish.fromDay} />
              <Field label={t('common.to')} name="to" type="date" required defaultValue={wish.toDay} />
              <Button type="submit" busy={busy} className="justify-self-start">
                {t('admin.run')}
              </Button>
            </div>
          </Form>
        </Card>
      )}
      {report && (
        <section className="mt-6 grid gap-4">
          {report.rows.length === 0 ? (
            <Empty icon={ChartColumn} title={t('admin.noRows')} />
          ) : (
            <ReportTable report={report} format={format} />
          )}
          <div className="flex flex-wrap items-center justify-between gap-3">
            <p className="text-xs text-muted">{t('admin.fresh', { when: format.moment(report.freshAt) })}</p>
            <ExportButtons input={wish.input} />
          </div>
        </section>
      )}
      {catalog && !report && !refusal && (
        <div className="mt-6">
          <Notice tone="calm">{t('admin.pick')}</Notice>
        </div>
      )}
    </>
  );
}

function Picks({
  name,
  label,
  all,
  chosen,
}: {
  name: string;
  label: string;
  all: { name: string; label: string }[];
  chosen: string[];
}) {
  return (
    <fieldset>
      <legend className="mb-2 text-sm font-medium">{label}</legend>
      <div className="flex flex-wrap gap-2">
        {all.map((one) => (
          <label
            key={one.name}
            className="cursor-pointer rounded-full border border-line bg-raised px-3 py-1.5 text-sm text-muted has-checked:border-brass has-checked:bg-warn-soft has-checked:text-brass has-focus-visible:outline-2 has-focus-visible:outline-brass"
          >
            <input
              type="checkbox"
              name={name}
              value={one.name}
              defaultChecked={chosen.includes(one.name)}
              className="sr-only"
            />
            {one.label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

type Report = NonNullable<ResultOf<typeof RunReport>['report']>;

function ReportTable({ report, format }: { report: Report; format: Format }) {
  const { t } = useTranslation();
  const currencyAt = report.columns.findIndex((column) => column.key === 'currency');
  const cell = (row: readonly (string | null)[], at: number) => {
    const value = row[at];
    if (value == null || value === '') return '—';
    const type = report.columns[at]?.type;
    if (type === 'MONEY')
      return format.money({ amount: value, currency: (currencyAt >= 0 && row[currencyAt]) || 'EUR' });
    if (type === 'PERCENT') return format.percent(value);
    return type === 'DATETIME' ? format.moment(value) : value;
  };
  return (
    <Table label={t('admin.reports')} head={report.columns.map((column) => column.label)}>
      {report.rows.map((row, index) => (
        <tr key={index}>
          {report.columns.map((column, at) => (
            <td key={column.key} className="figure">
              {cell(row, at)}
            </td>
          ))}
        </tr>
      ))}
      <tr className="bg-raised font-semibold">
        {report.columns.map((column, at) => (
          <td key={column.key} className="figure">
            {at === 0 && !report.totals[0] ? t('admin.totals') : cell(report.totals, at)}
          </td>
        ))}
      </tr>
    </Table>
  );
}
