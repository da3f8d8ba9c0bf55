import type { IncomingHttpHeaders } from 'node:http';

/** A way to pay in or out. Amounts per currency, as decimal strings. */
export interface MethodOffer {
  id: string;
  kind: 'DEPOSIT' | 'WITHDRAWAL';
  title: string;
  /** currency → smallest and largest amount */
  range: Record<string, { min: string; max: string }>;
}

export interface ProviderPayment {
  /** ours; also the key under which a repeat does nothing */
  paymentId: string;
  kind: 'DEPOSIT' | 'WITHDRAWAL';
  methodId: string;
  amount: string;
  currency: string;
  /** where a withdrawal goes, in the method's own words */
  destination: string | null;
  /** where the payer's browser goes afterwards */
  returnUrl: string | null;
}

export interface CreatedPayment {
  /** the PSP's id */
  id: string;
  redirectUrl: string | null;
}

export interface FetchedPayment {
  status: 'PENDING' | 'SUCCEEDED' | 'FAILED';
  amount: string;
  currency: string;
}

/**
 * How a payment ended, or what became of a deposit that was paid: the house gave it back, the payer's bank took it back, or had to return
 * it. The amount of these three may be a part.
 */
export type ProviderResult = 'SUCCEEDED' | 'FAILED' | 'REFUNDED' | 'CHARGED_BACK' | 'CHARGEBACK_WON';

/** What a webhook says; null for a kind of event that is none of our business. */
export interface ProviderEvent {
  id: string;
  outcome: { paymentId: string; result: ProviderResult; amount: string; currency: string } | null;
}

/**
 * A payment service provider. An adapter translates between its protocol and these words, and does nothing else: no database,
 * no ledger, no judgement. The flow around it is written once.
 */
export interface PaymentProvider {
  /** as in `POST /webhooks/{name}` and the ledger's scope `psp:{name}` */
  name: string;
  methods: MethodOffer[];
  /** Makes a payment, or a payout, once per paymentId. Throws ProviderUnavailable (not known) and ProviderRefused (it will never). */
  createPayment(payment: ProviderPayment): Promise<CreatedPayment>;
  /** How a payment stands, by the PSP's id. Throws ProviderUnavailable. */
  fetchPayment(id: string): Promise<FetchedPayment>;
  /** Checks who sent the bytes and translates them. Throws BadSignature and BadUserInput. */
  verifyWebhook(headers: IncomingHttpHeaders, body: Buffer, now: Date): ProviderEvent;
  close(): Promise<void>;
}

/** The PSP has judged the request and will not do it: a repeat is in vain. */
export class ProviderRefused extends Error {}
