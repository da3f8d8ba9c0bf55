import { DomainError } from '@croupier/kit';

/** Telegram did not sign it, or it is too old, or it was used before. */
export class TelegramLoginRefused extends DomainError {
  constructor(why: string) {
    super('UNAUTHENTICATED', why);
  }
}
/** The challenge is unknown, over, or 15 minutes old: the sign-in starts anew. */
export class ChallengeExpired extends DomainError {
  constructor(message = 'This sign-in has expired; start again') {
    super('CHALLENGE_EXPIRED', message);
  }
}
/** The challenge waits for another step; `nextStep` says which. */
export class WrongStep extends DomainError {
  constructor(nextStep: string) {
    super('CONFLICT', `This sign-in waits for the step ${nextStep}`, { nextStep });
  }
}
export class CodeInvalid extends DomainError {
  constructor() {
    super('CODE_INVALID', 'The code is not right, was used, or has expired');
  }
}
export class PlayerBlocked extends DomainError {
  constructor() {
    super('PLAYER_BLOCKED', 'This account is blocked; write to support');
  }
}
