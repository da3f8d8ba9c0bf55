import type { SubgraphDefinition } from '@croupier/kit';
import { onUserRegistered } from './accounts/on-user-registered.ts';
import { answerCommands } from './ledger/answer-commands.ts';
import { answerQuestions } from './ledger/answer-questions.ts';
import type { WalletRoom } from './room.ts';

export const messages = {
  consumers: [onUserRegistered],
  answers: [...answerCommands, ...answerQuestions],
} as unknown as NonNullable<SubgraphDefinition<WalletRoom>['messages']>;
