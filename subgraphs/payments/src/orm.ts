import { ormOptions } from '@croupier/kit';
import { Payment } from './payments/payment.entity.ts';
import { PaymentEvent } from './payments/payment-event.entity.ts';

export const ormFor = (databaseUrl: string) =>
  ormOptions(databaseUrl, { entities: [Payment, PaymentEvent], moduleUrl: import.meta.url });
