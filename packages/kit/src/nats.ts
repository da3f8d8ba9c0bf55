import { connect, Events, type NatsConnection } from 'nats';
import type { Logger } from 'pino';

/**
 * Connects as the user in the URL (`nats://users:secret@host:4222`), whose name is also the room's and the prefix of its inbox:
 * without that prefix the server denies its requests. Waits for the server and reconnects for ever.
 */
export async function connectNats(url: string, log: Logger): Promise<NatsConnection> {
  const { username, password, host } = new URL(url);
  const user = decodeURIComponent(username);
  const nats = await connect({
    servers: host,
    ...(user ? { user, pass: decodeURIComponent(password), inboxPrefix: `_INBOX.${user}` } : {}),
    name: user || 'croupier',
    waitOnFirstConnect: true,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 200,
    noAsyncTraces: true, // a stack for every request, just in case, costs more than the request
  });
  void (async () => {
    for await (const status of nats.status()) {
      if (status.type === Events.Disconnect) log.warn('NATS is gone; reconnecting');
      if (status.type === Events.Reconnect) log.info('NATS is back');
      if (status.type === Events.Error) log.warn({ problem: status.data }, 'NATS refused something');
    }
  })();
  return nats;
}
