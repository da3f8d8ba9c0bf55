import { alertRaised, audited } from '@croupier/contracts';
import { eventually } from '@croupier/testkit';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  alice,
  clara,
  frank,
  olga,
  type RunningReports,
  runningReports,
  sam,
} from '../testing/running-reports.testing.ts';

let reports: RunningReports;
beforeAll(async () => {
  // What is told here needs no ClickHouse.
  reports = await runningReports({ clickhouseUrl: 'http://croupier:nobody@127.0.0.1:9/croupier' });
});
afterAll(() => reports.stop());

const userId = randomUUID();
const anAlert = (second: number) => ({
  alertId: randomUUID(),
  kind: 'DEBT',
  severity: 'WARNING' as const,
  message: `debt ${second}`,
  userId,
  subjectId: 'bet-1',
  at: `2026-03-10T12:00:0${second}.000Z`,
});
const ALERTS =
  'query($filter: AlertFilter, $first: Int! = 20, $after: String) { alerts(filter: $filter, first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor } edges { node { id message status note user { id } resolvedBy { id } createdAt } } } }';
const RESOLVE = 'mutation($input: ResolveAlertInput!) { resolveAlert(input: $input) { id status note resolvedAt } }';
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into answers
const list = async (variables: object = {}): Promise<any> =>
  (await reports.graph(clara, ALERTS, variables)).data.alerts;

describe('alerts', () => {
  it('come from every room, once each, the newest first, page by page', async () => {
    const first = anAlert(1);
    await reports.tell(alertRaised.wallet, first);
    await reports.tell(alertRaised.wallet, first);
    await reports.tell(alertRaised.payments, anAlert(2));
    await reports.tell(alertRaised.games, anAlert(3));
    await reports.tell(alertRaised.users, anAlert(4));
    await eventually(async () => expect((await list()).totalCount).toBe(4));
    const page = await list({ first: 3 });
    expect(page.edges.map(({ node }: { node: { message: string } }) => node.message)).toEqual([
      'debt 4',
      'debt 3',
      'debt 2',
    ]);
    expect(page.edges[0].node).toMatchObject({ status: 'OPEN', user: { id: userId }, resolvedBy: null });
    const rest = await list({ first: 3, after: page.pageInfo.endCursor });
    expect([rest.edges.length, rest.edges[0].node.message, rest.pageInfo.hasNextPage]).toEqual([1, 'debt 1', false]);
  });

  it('are resolved once, with a note, by compliance', async () => {
    const { id } = (await list()).edges[0].node;
    const resolve = (note: string, identity = clara) => reports.graph(identity, RESOLVE, { input: { id, note } });
    for (const identity of [frank, sam, alice])
      expect((await resolve('x', identity)).errors![0]!.extensions.code).toBe('FORBIDDEN');
    expect((await resolve(' ')).errors![0]!.extensions.code).toBe('BAD_USER_INPUT');
    expect(
      (await reports.graph(clara, RESOLVE, { input: { id: randomUUID(), note: 'x' } })).errors![0]!.extensions.code,
    ).toBe('NOT_FOUND');
    const both = await Promise.all([resolve('paid back'), resolve('paid back', olga)]);
    expect(both.map(({ errors }) => errors?.[0]?.extensions.code ?? 'DONE').sort()).toEqual(['CONFLICT', 'DONE']);
    expect((await list({ filter: { status: 'OPEN' } })).totalCount).toBe(3);
    expect((await list({ filter: { status: 'RESOLVED' } })).edges[0].node).toMatchObject({
      note: 'paid back',
      status: 'RESOLVED',
    });
  });

  it('are read by finance, compliance and admins', async () => {
    for (const identity of [frank, clara, olga]) expect((await reports.graph(identity, ALERTS)).errors).toBeUndefined();
    for (const identity of [sam, alice])
      expect((await reports.graph(identity, ALERTS)).errors![0]!.extensions.code).toBe('FORBIDDEN');
    for (const after of ['nonsense', Buffer.from('["a","b"]').toString('base64url')]) {
      expect((await reports.graph(clara, ALERTS, { after })).errors![0]!.extensions.code).toBe('BAD_USER_INPUT');
    }
    expect((await reports.graph(clara, ALERTS, { first: 101 })).errors![0]!.extensions.code).toBe('BAD_USER_INPUT');
  });
});

describe('the audit log', () => {
  const AUDIT =
    'query($filter: AuditFilter, $first: Int! = 20, $after: String) { auditLog(filter: $filter, first: $first, after: $after) { pageInfo { endCursor } edges { node { action actor { id } actorId subject reason before after room createdAt } } } }';
  const entry = (second: number, wish: object = {}) => ({
    ...{
      entryId: randomUUID(),
      actorId: userId,
      action: 'block-user',
      objectType: 'User',
      objectId: 'u-1',
      reason: 'fraud',
    },
    ...{ before: { status: 'ACTIVE' }, after: { status: 'BLOCKED' }, at: `2026-03-10T13:00:0${second}.000Z`, ...wish },
  });

  it('shows who did what, filtered, the newest first', async () => {
    await reports.tell(audited.users, entry(1));
    await reports.tell(
      audited.payments,
      entry(2, { actorId: 'system', action: 'approve-withdrawal', before: null, after: null, reason: null }),
    );
    await eventually(async () =>
      expect((await reports.graph(clara, AUDIT, { filter: { actorId: 'system' } })).data.auditLog.edges).toHaveLength(
        1,
      ),
    );
    await eventually(async () =>
      expect((await reports.graph(clara, AUDIT, { filter: { actorId: userId } })).data.auditLog.edges).toHaveLength(1),
    );
    const nodes = async (filter: object) =>
      (await reports.graph(olga, AUDIT, { filter })).data.auditLog.edges.map(({ node }: { node: object }) => node);
    expect(await nodes({ action: 'block-user' })).toEqual([
      {
        action: 'block-user',
        actor: { id: userId },
        actorId: userId,
        subject: 'User:u-1',
        reason: 'fraud',
        before: '{"status":"ACTIVE"}',
        after: '{"status":"BLOCKED"}',
        room: 'users',
        createdAt: '2026-03-10T13:00:01.000Z',
      },
    ]);
    expect(await nodes({ from: '2026-03-10T13:00:02Z', to: '2026-03-10T13:00:03Z' })).toMatchObject([
      { actor: null, actorId: 'system', before: null },
    ]);
    await eventually(async () => expect(await nodes({ action: 'resolve-alert' })).toHaveLength(1));
  });

  it('is for compliance and admins alone', async () => {
    for (const identity of [frank, sam, alice])
      expect((await reports.graph(identity, AUDIT)).errors![0]!.extensions.code).toBe('FORBIDDEN');
  });

  it('cannot be changed by the service itself', async () => {
    for (const sql of [`update audit_entry set reason = ''`, 'delete from audit_entry', 'truncate audit_entry']) {
      await expect(reports.subgraph.orm.em.fork().getConnection().execute(sql)).rejects.toThrow('permission denied');
    }
  });
});

describe('templates and schedules', () => {
  const SAVE =
    'mutation($input: SaveReportTemplateInput!) { saveReportTemplate(input: $input) { id name owner { id } report { measures dimensions filters { field op values } from to timeZone limit } } }';
  const DELETE = 'mutation($input: DeleteReportTemplateInput!) { deleteReportTemplate(input: $input) }';
  const report = {
    measures: ['ggr'],
    dimensions: ['day'],
    filters: [{ field: 'currency', op: 'EQ', values: ['EUR'] }],
    from: '2026-03-01T00:00:00.000Z',
    to: '2026-04-01T00:00:00.000Z',
    timeZone: 'Europe/Riga',
  };
  const names = async () =>
    (await reports.graph(clara, '{ reportTemplates { name } }')).data.reportTemplates.map(
      ({ name }: { name: string }) => name,
    );

  it('a template is kept, changed by who made it and by admins, and forgotten', async () => {
    const saved = (await reports.graph(frank, SAVE, { input: { name: ' March ', report } })).data.saveReportTemplate;
    expect(saved).toMatchObject({ name: 'March', report: { ...report, limit: 1000 } });
    const other = { ...frank, userId: randomUUID() } as typeof frank;
    expect(
      (await reports.graph(other, SAVE, { input: { id: saved.id, name: 'Mine', report } })).errors![0]!.extensions.code,
    ).toBe('FORBIDDEN');
    expect((await reports.graph(clara, SAVE, { input: { name: 'C', report } })).errors![0]!.extensions.code).toBe(
      'FORBIDDEN',
    );
    expect((await reports.graph(frank, SAVE, { input: { name: '', report } })).errors![0]!.extensions.code).toBe(
      'BAD_USER_INPUT',
    );
    expect(
      (await reports.graph(frank, SAVE, { input: { name: 'x', report: { ...report, measures: ['x'] } } })).errors![0]!
        .extensions.code,
    ).toBe('BAD_USER_INPUT');
    expect(await names()).toEqual(['March']);
    expect(
      (await reports.graph(olga, SAVE, { input: { id: saved.id, name: 'The month', report } })).data.saveReportTemplate
        .id,
    ).toBe(saved.id);
    expect(await names()).toEqual(['The month']);
    expect((await reports.graph(other, DELETE, { input: { id: saved.id } })).errors![0]!.extensions.code).toBe(
      'FORBIDDEN',
    );
    expect((await reports.graph(frank, DELETE, { input: { id: saved.id } })).data.deleteReportTemplate).toBe(true);
    expect((await reports.graph(frank, DELETE, { input: { id: saved.id } })).errors![0]!.extensions.code).toBe(
      'NOT_FOUND',
    );
    expect(await names()).toEqual([]);
  });

  it('a schedule is not built yet and says so', async () => {
    const { errors } = await reports.graph(
      frank,
      'mutation { scheduleReport(input: { templateId: "t", period: DAY, format: CSV }) { id } }',
    );
    expect(errors![0]!.extensions.code).toBe('NOT_IMPLEMENTED');
  });
});
