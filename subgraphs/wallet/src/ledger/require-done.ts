import type { Code, CommandResult, Refusal } from '@croupier/contracts';
import { DomainError, ProviderUnavailable } from '@croupier/kit';

const CODES: Partial<Record<Refusal, Code>> = {
  INSUFFICIENT_FUNDS: 'INSUFFICIENT_FUNDS',
  SELF_EXCLUDED: 'SELF_EXCLUDED',
  PLAYER_BLOCKED: 'PLAYER_BLOCKED',
  LIMIT_REACHED: 'LIMIT_EXCEEDED',
  DUPLICATE_TRANSACTION: 'DUPLICATE_REFERENCE',
  WRONG_CURRENCY: 'CURRENCY_MISMATCH',
  UNKNOWN_PLAYER: 'NOT_FOUND',
  UNKNOWN_WALLET: 'NOT_FOUND',
  TRANSACTION_NOT_FOUND: 'NOT_FOUND',
};

/** What the ledger said no to, in the graph's codes. */
export class RefusedByLedger extends DomainError {
  constructor(refusal: Refusal) {
    super(CODES[refusal] ?? 'CONFLICT', `The ledger refused: ${refusal}`);
  }
}

/** The results of a command that happened. Throws RefusedByLedger, and ProviderUnavailable where it is not known to have happened. */
export function requireDone(result: CommandResult): Extract<CommandResult, { status: 'DONE' }>['results'] {
  if (result.status === 'REFUSED') throw new RefusedByLedger(result.code);
  if (result.status === 'TRY_AGAIN') throw new ProviderUnavailable();
  return result.results;
}
