import { BadUserInput } from '@croupier/kit';

export class UnknownDialect extends BadUserInput {
  constructor(dialect: string) {
    super(`The dialect ${dialect.slice(0, 64)} is not spoken here`, { dialect: 'unknown' });
  }
}
