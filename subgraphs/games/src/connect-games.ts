import {
  ANONYMOUS,
  connectAsk,
  connectLive,
  connectNats,
  createLog,
  createMetrics,
  Loaders,
  openOrm,
  type Running,
} from '@croupier/kit';
import { ormFor } from './orm.ts';
import { makeRoom, type GamesContext, type GamesRoom } from './room.ts';

/** A context of games without its servers, for scripts: `openDemoSession(ctx, …)`, `expireSession(ctx, …)`. `stop` it afterwards. */
export async function connectGames(config: {
  DATABASE_URL: string;
  NATS_URL: string;
  SECRETS_KEY: string;
  WEB_URL: string;
}): Promise<{ ctx: GamesContext; stop: () => Promise<void> }> {
  const log = createLog('games-script', 'warn');
  const [orm, nats] = await Promise.all([openOrm(ormFor(config.DATABASE_URL)), connectNats(config.NATS_URL, log)]);
  const connections = { ask: connectAsk(nats), live: connectLive(nats, 'games'), now: () => new Date() };
  const contextOf = (room: GamesRoom): GamesContext => ({
    em: orm.em.fork() as GamesContext['em'],
    identity: ANONYMOUS,
    log,
    loaders: new Loaders(),
    room,
    ...connections,
  });
  const running: Running<GamesRoom> = {
    orm,
    nats,
    log,
    metrics: createMetrics('games-script'),
    tracing: null,
    makeContext: () => contextOf(undefined as never),
  };
  const { room, stop } = await makeRoom(running, config.SECRETS_KEY, config.WEB_URL);
  return {
    ctx: contextOf(room),
    stop: async () => {
      await stop();
      await nats.drain();
      await orm.close(true);
    },
  };
}
