import type { Context } from '@croupier/kit';
import type { AccessTokens } from './sessions/access-token.ts';
import type { SendMail } from './notifications/smtp.ts';

/** What only this subgraph has. */
export interface UsersRoom {
  accessTokens: AccessTokens;
  sendMail: SendMail;
  /** encrypts at rest and hashes codes; 32 bytes in base64 */
  secretsKey: string;
  telegramBotToken: string;
  demo: boolean;
}
export type UsersContext = Context<UsersRoom>;
