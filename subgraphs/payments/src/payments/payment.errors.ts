import type { Code, Refusal } from '@croupier/contracts';
import { DomainError } from '@croupier/kit';

/** The ledger or the PSP did not let the payment begin; no payment was made. */
export class PaymentRefused extends DomainError {}

/** The method does not take this amount. */
export class AmountOutOfRange extends DomainError {
  constructor(message: string, fields: Record<string, string>) {
    super('LIMIT_EXCEEDED', message, { fields });
  }
}

/** A person whose identity is not approved cannot withdraw. */
export class KycRequired extends DomainError {
  constructor() {
    super('KYC_REQUIRED', 'Verify your identity before you withdraw');
  }
}

const CODES: Partial<Record<Refusal, Code>> = {
  LIMIT_REACHED: 'LIMIT_EXCEEDED',
  SELF_EXCLUDED: 'SELF_EXCLUDED',
  PLAYER_BLOCKED: 'PLAYER_BLOCKED',
  INSUFFICIENT_FUNDS: 'INSUFFICIENT_FUNDS',
  // Who has no wallet in the currency has no money in it.
  UNKNOWN_WALLET: 'INSUFFICIENT_FUNDS',
  WRONG_CURRENCY: 'CURRENCY_MISMATCH',
  BONUS_ACTIVE: 'CONFLICT',
};

/** The graph's code for the ledger's refusal. What a player cannot help (a gate that is not there yet) may be tried again. */
export const codeOfRefusal = (refusal: Refusal): Code => CODES[refusal] ?? 'PROVIDER_UNAVAILABLE';

const MESSAGES: Partial<Record<Code, string>> = {
  LIMIT_EXCEEDED: 'This would exceed a deposit limit',
  SELF_EXCLUDED: 'Deposits are closed during an exclusion or a cooling-off',
  PLAYER_BLOCKED: 'This account is blocked',
  INSUFFICIENT_FUNDS: 'There is not enough real money for this',
  CURRENCY_MISMATCH: 'The wallet has another currency',
};

/** `message`: where the code alone does not say enough. */
export const refusedStart = (code: string, message: string | null = null): PaymentRefused =>
  new PaymentRefused(code as Code, message ?? MESSAGES[code as Code] ?? 'The payment could not be started; try again');
