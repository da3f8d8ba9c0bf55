import { onAlertRaised } from './alerts/on-alert-raised.ts';
import { onAudited } from './audit-log/on-audited.ts';
import { ledgerProjection } from './ingest/ingest-ledger.ts';
import { onGameChanged, onPaymentChanged, onUserChanged, onUserRegistered } from './ingest/on-dimension-events.ts';

/** What reports hears; it answers nobody. */
export const consumers = [
  onUserRegistered,
  onUserChanged,
  onGameChanged,
  onPaymentChanged,
  ...onAlertRaised,
  ...onAudited,
];
export const projections = [ledgerProjection];
