/** What tests do as a player: start, look, wait. */
import { randomUUID } from 'node:crypto';
import type { Identity } from '@croupier/kit';
import { eventually } from '@croupier/testkit';
import { expect } from 'vitest';
import type { Answer, Payments } from './house.testing.ts';

export interface Shown {
  id: string;
  kind: string;
  status: string;
  failureCode: string | null;
  redirectUrl: string | null;
  takenBack: { amount: string; currency: string } | null;
  history: { status: string; actor: string }[];
}

export const FIELDS =
  'id kind status amount { amount currency } method redirectUrl failureCode takenBack { amount currency } createdAt history { status actor at } user { id }';
export const DEPOSIT = `mutation ($input: DepositInput!) { deposit(input: $input) { ${FIELDS} } }`;
export const WITHDRAW = `mutation ($input: WithdrawInput!) { withdraw(input: $input) { ${FIELDS} } }`;
export const decide = (verb: 'cancel' | 'approve' | 'reject') =>
  `mutation ($input: ${verb[0]!.toUpperCase()}${verb.slice(1)}WithdrawalInput!) { ${verb}Withdrawal(input: $input) { ${FIELDS} } }`;

export const depositInput = (change: object = {}) => ({
  input: {
    methodId: 'sandbox-card',
    amount: { amount: '25.00', currency: 'EUR' },
    idempotencyKey: randomUUID(),
    ...change,
  },
});
export const withdrawInput = (change: object = {}) => ({
  input: {
    methodId: 'sandbox-bank',
    amount: { amount: '25.00', currency: 'EUR' },
    destination: 'LV80BANK0000435195001',
    idempotencyKey: randomUUID(),
    ...change,
  },
});

export const codeOf = (answer: Answer): string | undefined => answer.errors?.[0]?.extensions.code;

/** The one field of an answer without errors. */
export function valueOf<T>(answer: Answer): T {
  expect(answer.errors).toBeUndefined();
  return Object.values(answer.data!)[0] as T;
}

export const startDeposit = async (payments: Payments, who: Identity, change: object = {}): Promise<Shown> =>
  valueOf<Shown>(await payments.graph(who, DEPOSIT, depositInput(change)));
export const startWithdrawal = async (payments: Payments, who: Identity, change: object = {}): Promise<Shown> =>
  valueOf<Shown>(await payments.graph(who, WITHDRAW, withdrawInput(change)));
export const show = async (payments: Payments, who: Identity, id: string): Promise<Shown> =>
  valueOf<Shown>(await payments.graph(who, `query ($id: ID!) { payment(id: $id) { ${FIELDS} } }`, { id }));

/** Waits until the payment has this status. */
export const becomes = (payments: Payments, who: Identity, id: string, status: string): Promise<Shown> =>
  eventually(async () => {
    const payment = await show(payments, who, id);
    expect(payment.status).toBe(status);
    return payment;
  });
