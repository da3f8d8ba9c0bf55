import { ANONYMOUS, createLog, Loaders, openOrm, ProviderUnavailable } from '@croupier/kit';
import { ormFor } from '../orm.ts';
import type { UsersContext } from '../room.ts';
import { accessTokens } from '../sessions/access-token.ts';

export interface UsersForScripts {
  /** A fresh context per piece of work. */
  context: () => UsersContext;
  close: () => Promise<void>;
}

/**
 * For scripts beside the running service: use cases on the database alone. What must reach the wallet or the other rooms waits in
 * its queue and the service sends it within a second; nothing is asked and no mail is sent from here.
 */
export async function openForScripts(config: {
  databaseUrl: string;
  accessTokenKey: JsonWebKey;
  secretsKey: string;
}): Promise<UsersForScripts> {
  const orm = await openOrm(ormFor(config.databaseUrl));
  const log = createLog('users-script', 'warn');
  const unavailable = () => Promise.reject(new ProviderUnavailable('Scripts do not talk to other rooms'));
  const room = {
    accessTokens: await accessTokens(config.accessTokenKey),
    sendMail: unavailable,
    secretsKey: config.secretsKey,
    telegramBotToken: '',
    demo: true,
  };
  const live = {
    push: () => undefined,
    follow: () => {
      throw new Error('scripts follow nothing');
    },
  };
  return {
    context: () => ({
      em: orm.em.fork() as UsersContext['em'],
      identity: ANONYMOUS,
      log,
      now: () => new Date(),
      ask: unavailable,
      live,
      loaders: new Loaders(),
      room,
    }),
    close: () => orm.close(true),
  };
}
