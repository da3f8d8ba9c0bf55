import type { OutboundQueue } from '../outbound-queue.ts';
import type { State } from '../state.ts';
import type { Timing } from '../timing.ts';

export type PaymentStatus = 'PENDING' | 'SUCCEEDED' | 'FAILED' | 'REFUNDED' | 'CHARGED_BACK';

export interface Payment {
  /** Ours: `pay_…`. */
  id: string;
  /** The merchant's. */
  payment_id: string;
  /** The request that made it, in canonical JSON. */
  request: string;
  kind: 'DEPOSIT' | 'WITHDRAWAL';
  amount: string;
  currency: string;
  return_url: string | null;
  webhook_url: string;
  status: PaymentStatus;
  created_at: number;
  settled_at: number | null;
}

/** What the PSP's use cases work with. */
export interface PspContext {
  state: State;
  queue: OutboundQueue;
  timing: Timing;
  /** Where people reach us. */
  publicUrl: string;
  /** Where events go unless the payment names another address. */
  webhookUrl: string;
}

export function findPayment(state: State, id: string): Payment | undefined {
  return state.one<Payment>('SELECT * FROM psp_payment WHERE id = ?', id);
}

export function checkoutUrl(publicUrl: string, id: string): string {
  return `${publicUrl}/psp/checkout/${id}`;
}
