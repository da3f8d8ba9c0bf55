import { DomainError } from '@croupier/kit';

export class StudioGivesNone extends DomainError {
  constructor(provider: string, why = 'it has no such call') {
    super('CONFLICT', `${provider} gives no free rounds: ${why}`);
  }
}
export class KeyUsedOtherwise extends DomainError {
  constructor() {
    super('DUPLICATE_REFERENCE', 'This idempotencyKey was used for other free rounds');
  }
}
export class FreeRoundsAreOver extends DomainError {
  constructor() {
    super('CONFLICT', 'These free rounds are used up or expired');
  }
}
