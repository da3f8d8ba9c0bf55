import { BadUserInput } from '@croupier/kit';

/** The bytes do not come from whom they claim, or are too old. */
export class BadSignature extends BadUserInput {
  constructor() {
    super('The signature does not fit');
  }
}
