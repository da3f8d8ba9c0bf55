import { IDENTITY_HEADER, type Identity } from '@croupier/kit';
import { eventually } from '@croupier/testkit';
import ExcelJS from 'exceljs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  aBet,
  alice,
  aWin,
  clara,
  frank,
  olga,
  type RunningReports,
  runningReports,
  sam,
} from '../testing/running-reports.testing.ts';

const EXPORT =
  'mutation($input: ExportReportInput!) { exportReport(input: $input) { id status progress downloadUrl } }';
const SHOW = 'query($id: ID!) { reportExport(id: $id) { id status progress downloadUrl } }';
const HOSTILE = ['=cmd|/c calc!A1', '+1+1', '-2+3', '@SUM(A1)', '\t=1+1', 'plain, "quoted"; text'];

let reports: RunningReports;
beforeAll(async () => {
  reports = await runningReports();
  reports.wallet.post(HOSTILE.map((gameId, index) => aBet(`h${index}`, { gameId, amount: `${index + 1}.10` })));
  reports.wallet.post([aWin('h0', { gameId: HOSTILE[0]!, amount: '12345678901234.56' })]);
  await reports.counted();
});
afterAll(() => reports.stop());

const wish = {
  measures: ['stakes', 'ggr', 'rtp'],
  dimensions: ['game'],
  from: '2026-01-01T00:00:00Z',
  to: '2027-01-01T00:00:00Z',
  orderBy: [{ key: 'stakes', direction: 'ASC' }],
};
const download = async (url: string, identity: Identity | null) =>
  fetch(`${reports.subgraph.url}${url}`, {
    headers: identity ? { [IDENTITY_HEADER]: await reports.sign(identity) } : {},
  });

async function made(format: 'CSV' | 'XLSX' | 'JSON'): Promise<string> {
  const { data, errors } = await reports.graph(frank, EXPORT, { input: { report: wish, format } });
  expect(errors).toBeUndefined();
  expect(data.exportReport).toMatchObject({ status: 'PENDING', progress: 0, downloadUrl: null });
  return eventually(async () => {
    const { reportExport } = (await reports.graph(frank, SHOW, { id: data.exportReport.id })).data;
    expect(reportExport).toMatchObject({
      status: 'DONE',
      progress: 100,
      downloadUrl: `/reports/exports/${data.exportReport.id}`,
    });
    return reportExport.downloadUrl as string;
  });
}

it('a CSV file holds the report, and nothing that a spreadsheet would run', async () => {
  const response = await download(await made('CSV'), frank);
  expect([response.status, response.headers.get('content-type'), response.headers.get('content-disposition')]).toEqual([
    200,
    'text/csv; charset=utf-8',
    expect.stringMatching(/^attachment; filename="report-.+\.csv"$/),
  ]);
  expect((await response.text()).split('\r\n')).toEqual([
    'game,stakes,ggr,rtp',
    `'=cmd|/c calc!A1,1.10,-12345678901233.46,11223344455667.7818`,
    `'+1+1,2.10,2.10,0.0000`,
    `'-2+3,3.10,3.10,0.0000`,
    `'@SUM(A1),4.10,4.10,0.0000`,
    `'\t=1+1,5.10,5.10,0.0000`,
    `"plain, ""quoted""; text",6.10,6.10,0.0000`,
    '',
  ]);
});

it('an XLSX file opens, has numbers where they are exact and texts where they are not, and no formula', async () => {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(await (await download(await made('XLSX'), frank)).arrayBuffer());
  const rows = workbook.getWorksheet('Report')!.getSheetValues().slice(1) as unknown[][];
  expect(rows.map((row) => row.slice(1))).toEqual([
    ['Game', 'Stakes', 'GGR', 'RTP'],
    [`'=cmd|/c calc!A1`, 1.1, '-12345678901233.46', '11223344455667.7818'],
    [`'+1+1`, 2.1, 2.1, 0],
    [`'-2+3`, 3.1, 3.1, 0],
    [`'@SUM(A1)`, 4.1, 4.1, 0],
    [`'\t=1+1`, 5.1, 5.1, 0],
    ['plain, "quoted"; text', 6.1, 6.1, 0],
  ]);
});

it('a JSON file is the report as it is, exact texts included', async () => {
  const file = (await (await download(await made('JSON'), frank)).json()) as {
    columns: { key: string }[];
    rows: string[][];
    totals: string[];
  };
  expect(file.columns.map(({ key }) => key)).toEqual(['game', 'stakes', 'ggr', 'rtp']);
  expect(file.rows[0]).toEqual([HOSTILE[0], '1.10', '-12345678901233.46', '11223344455667.7818']);
  expect(file.totals.slice(0, 2)).toEqual([null, '21.60']);
});

it('a file belongs to who asked for it', async () => {
  const url = await made('CSV');
  const id = url.split('/').at(-1)!;
  for (const other of [olga, clara]) {
    expect((await reports.graph(other, SHOW, { id })).data.reportExport).toBeNull();
    expect((await download(url, other)).status).toBe(404);
  }
  for (const stranger of [alice, sam]) expect((await download(url, stranger)).status).toBe(403);
  expect((await download(url, null)).status).toBe(401);
  expect((await download(url, { kind: 'anonymous' })).status).toBe(401);
  expect(
    (await fetch(`${reports.subgraph.url}${url}`, { headers: { [IDENTITY_HEADER]: 'eyJhbGciOiJub25lIn0.e30.' } }))
      .status,
  ).toBe(401);
  expect((await download('/reports/exports/..%2f..%2fetc', frank)).status).toBe(404);
});

it('only finance and admins ask for files, and a report that cannot be made is refused at once', async () => {
  for (const identity of [clara, sam, alice]) {
    expect(
      (await reports.graph(identity, EXPORT, { input: { report: wish, format: 'CSV' } })).errors![0]!.extensions.code,
    ).toBe('FORBIDDEN');
  }
  const { errors } = await reports.graph(frank, EXPORT, {
    input: { report: { ...wish, measures: ['nonsense'] }, format: 'CSV' },
  });
  expect(errors![0]!.extensions).toEqual({
    code: 'BAD_USER_INPUT',
    fields: { 'measures.0': 'unknown measure', 'orderBy.0.key': 'not a column of this report' },
  });
});

it('a file whose maker died is made by the next one', async () => {
  const url = await made('CSV');
  const id = url.split('/').at(-1)!;
  const { em } = reports.subgraph.orm;
  await em
    .fork()
    .getConnection()
    .execute(
      `update report_export set status = 'RUNNING', lease_until = now() - interval '1 second', progress = 10 where id = '${id}'`,
    );
  await eventually(async () =>
    expect((await reports.graph(frank, SHOW, { id })).data.reportExport.status).toBe('DONE'),
  );
  expect((await (await download(url, frank)).text()).split('\r\n')).toHaveLength(8);
});

it('who took what out of the house stands in the audit trail', async () => {
  await eventually(async () => {
    const { data } = await reports.graph(
      clara,
      '{ auditLog(filter: { action: "export-report" }) { edges { node { actorId subject after room } } } }',
    );
    expect(data.auditLog.edges[0].node).toMatchObject({
      actorId: (frank as { userId: string }).userId,
      subject: expect.stringMatching(/^ReportExport:/),
      room: 'reports',
    });
  });
});
