import { z } from 'zod';
import { currencyCode, decimalText, defineEvent, idText, moment } from './shape.ts';

export const PAYMENT_STATUSES = [
  'PENDING',
  'REVIEW',
  'PROCESSING',
  'SUCCEEDED',
  'FAILED',
  'CANCELLED',
  'REFUNDED',
  'CHARGED_BACK',
] as const;

/** A payment took a new status. `sequence` rises by one per payment. */
export const paymentChanged = defineEvent(
  'payments.payment_changed.v1',
  z.object({
    paymentId: idText,
    sequence: z.number().int().positive(),
    userId: idText,
    kind: z.enum(['DEPOSIT', 'WITHDRAWAL']),
    status: z.enum(PAYMENT_STATUSES),
    amount: decimalText,
    currency: currencyCode,
    method: idText,
    failureCode: z.string().nullable(),
    at: moment,
  }),
);
