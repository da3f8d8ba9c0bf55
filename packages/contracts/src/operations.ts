/** What every room may tell the operator: alerts to look at and a trail of who did what. */
import { z } from 'zod';
import { defineEvent, idText, moment } from './shape.ts';

const alertShape = z.object({
  alertId: idText,
  kind: z.string().max(64),
  severity: z.enum(['INFO', 'WARNING', 'CRITICAL']),
  message: z.string().max(1000),
  userId: idText.nullable(),
  /** what it is about: a bet, a payment, a provider */
  subjectId: idText.nullable(),
  at: moment,
});
export type Alert = z.infer<typeof alertShape>;

const auditShape = z.object({
  entryId: idText,
  actorId: idText,
  /** the use case: `block-user`, `approve-withdrawal` */
  action: z.string().max(64),
  objectType: z.string().max(64),
  objectId: idText,
  reason: z.string().max(1000).nullable(),
  before: z.record(z.string(), z.unknown()).nullable(),
  after: z.record(z.string(), z.unknown()).nullable(),
  at: moment,
});
export type AuditEntryShape = z.infer<typeof auditShape>;

export const alertRaised = {
  users: defineEvent('users.alert_raised.v1', alertShape),
  wallet: defineEvent('wallet.alert_raised.v1', alertShape),
  games: defineEvent('games.alert_raised.v1', alertShape),
  payments: defineEvent('payments.alert_raised.v1', alertShape),
  reports: defineEvent('reports.alert_raised.v1', alertShape),
} as const;

export const audited = {
  users: defineEvent('users.audited.v1', auditShape),
  wallet: defineEvent('wallet.audited.v1', auditShape),
  games: defineEvent('games.audited.v1', auditShape),
  payments: defineEvent('payments.audited.v1', auditShape),
  reports: defineEvent('reports.audited.v1', auditShape),
} as const;
