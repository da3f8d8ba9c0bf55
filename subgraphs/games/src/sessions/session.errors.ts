import { DomainError } from '@croupier/kit';

export class PlayerBlocked extends DomainError {
  constructor() {
    super('PLAYER_BLOCKED', 'This account is blocked');
  }
}
export class SelfExcluded extends DomainError {
  constructor() {
    super('SELF_EXCLUDED', 'Play is closed for this account for now');
  }
}
export class GameNotPlayable extends DomainError {
  constructor() {
    super('CONFLICT', 'This game is not open now');
  }
}
export class GameNotOffered extends DomainError {
  constructor() {
    super('CONFLICT', 'This game is not offered in your country');
  }
}
export class CurrencyNotPlayed extends DomainError {
  constructor(currency: string) {
    super('CURRENCY_MISMATCH', `This game is not played in ${currency}`);
  }
}

/** Refuses by a player's status or a refusal of the ledger; anything else passes. Throws PlayerBlocked, SelfExcluded. */
export function refuseByStatus(status: string | null): void {
  if (status === 'BLOCKED' || status === 'CLOSED' || status === 'PLAYER_BLOCKED') throw new PlayerBlocked();
  if (status === 'SELF_EXCLUDED' || status === 'COOLING_OFF') throw new SelfExcluded();
}
