import { DomainError } from '@croupier/kit';

export class StudioShowsNone extends DomainError {
  constructor(provider: string) {
    super('CONFLICT', `${provider} has no page of a round`);
  }
}
