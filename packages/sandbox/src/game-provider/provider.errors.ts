import { Refusal } from '../errors.ts';
import type { OperatorAnswer, OperatorBalance } from './operator.ts';

/** The operator said no: its own status, with the true balance where it gave one. */
export class OperatorRefused extends Refusal {
  constructor(
    answer: Pick<OperatorAnswer, 'status'> & { balance?: OperatorBalance },
    details: Record<string, unknown> = {},
  ) {
    super(answer.status, 409, `the operator refused: ${answer.status}`, {
      ...(answer.balance ? { balance: answer.balance } : {}),
      ...details,
    });
  }
}

/** The operator did not answer in time; a bet that may have been taken is rolled back. */
export class OperatorSilent extends Refusal {
  constructor(details: Record<string, unknown> = {}) {
    super('PROVIDER_TIMEOUT', 504, 'the casino did not answer in time; a stake that was taken is given back', details);
  }
}
