/** Rows of what PSPs take back. */

/** A captured deposit, read where it is charged back. It is written nowhere: it stands in its transaction. */
export interface DepositRow {
  userId: string;
  scope: string;
  reference: string;
  transactionId: string;
  currency: string;
  amount: bigint;
}

/** What a PSP took back of a deposit. */
export interface ChargebackRow {
  userId: string;
  scope: string;
  reference: string;
  /** the deposit's reference, in the same scope */
  deposit: string;
  currency: string;
  amount: bigint;
  /** what could not be taken from real money */
  debt: bigint;
  status: 'OPEN' | 'REVERSED';
  transactionId: string;
  /** what gave it back */
  reversalTransactionId: string | null;
  createdAt: number;
}

/* eslint-disable @typescript-eslint/no-explicit-any -- rows of the driver, named in statements.ts */
const owned = (row: any) => ({ userId: row.user_id, scope: row.scope, reference: row.reference });

export const depositOf = (row: any): DepositRow => ({
  ...owned(row),
  transactionId: row.transaction_id,
  currency: row.currency,
  amount: BigInt(row.amount_minor),
});

export const chargebackOf = (row: any): ChargebackRow => ({
  ...owned(row),
  deposit: row.deposit,
  currency: row.currency,
  amount: BigInt(row.amount_minor),
  debt: BigInt(row.debt_minor),
  status: row.status,
  transactionId: row.transaction_id,
  reversalTransactionId: row.reversal_transaction_id,
  createdAt: row.created_at.getTime(),
});
