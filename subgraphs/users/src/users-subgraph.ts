import { repeat, type Running, type SubgraphDefinition } from '@croupier/kit';
import { DEMO_BOT_TOKEN, type UsersConfig } from './config.ts';
import { sendGates } from './gate/send-gates.ts';
import { answers } from './messages.ts';
import { sendQueuedMail } from './notifications/send-queued-mail.ts';
import { smtpSender } from './notifications/smtp.ts';
import { ormFor } from './orm.ts';
import type { UsersRoom } from './room.ts';
import { parts } from './schema.ts';
import { accessTokens } from './sessions/access-token.ts';
import { startHeartbeat } from './sessions/heartbeat.ts';
import { mountJwks } from './sessions/jwks.route.ts';

const QUEUE_MS = 500;

/** The users subgraph as `startSubgraph` and `runSubgraph` take it. */
export function usersSubgraph(config: UsersConfig): SubgraphDefinition<UsersRoom, UsersConfig> {
  return {
    name: 'users',
    config,
    orm: ormFor(config.DATABASE_URL),
    parts,
    messages: { answers: answers as never },
    room: async (running) => ({ room: await usersRoom(config, running.log), stop: startLoops(running) }),
    routes: (app, running) => mountJwks(app, running.makeContext().room.accessTokens),
  };
}

export async function usersRoom(config: UsersConfig, log: Running['log']): Promise<UsersRoom> {
  return {
    accessTokens: await accessTokens(config.ACCESS_TOKEN_KEY),
    sendMail: smtpSender(config.SMTP_URL, config.MAIL_FROM, log),
    secretsKey: config.SECRETS_KEY,
    telegramBotToken: config.TELEGRAM_BOT_TOKEN ?? DEMO_BOT_TOKEN,
    demo: config.CROUPIER_DEMO,
  };
}

/** What runs without being asked: the queues towards wallet and mail server, and the heartbeat. */
function startLoops(running: Running<UsersRoom>): () => Promise<void> {
  const { makeContext, log } = running;
  const loops = [
    repeat('gates', QUEUE_MS, log, () => sendGates(makeContext())),
    repeat('mail', QUEUE_MS, log, () => sendQueuedMail(makeContext())),
    startHeartbeat(running as Running<never>),
  ];
  return async () => void (await Promise.all(loops.map((loop) => loop.stop())));
}
