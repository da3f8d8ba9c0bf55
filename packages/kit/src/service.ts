/** How a subgraph runs: one function from configuration to a server that drains when it is told to stop. */
import 'reflect-metadata';
import type { MikroORM, Options } from '@mikro-orm/postgresql';
import Fastify, { type FastifyInstance } from 'fastify';
import type { NatsConnection } from 'nats';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { SubgraphConfig } from './config.ts';
import { Loaders, type Context } from './context.ts';
import { mountGraphql, mountSubscriptions } from './graphql-server.ts';
import { ANONYMOUS, identityVerifier, type Identity } from './identity.ts';
import { startConsumers, type EventConsumer } from './inbox/consumer.ts';
import { startProjections, type Projection } from './inbox/projection.ts';
import { connectLive } from './live.ts';
import { connectNats } from './nats.ts';
import { openOrm, query } from './orm.ts';
import { startOutboxRelay } from './outbox/relay.ts';
import { connectAsk, serveAnswers, type AnsweredRequest } from './requests.ts';
import { buildSubgraph, type SubgraphParts } from './subgraph-schema.ts';
import { createLog, createMetrics } from './telemetry.ts';
import { traceHttp } from './tracing/trace-http.ts';
import { connectTracing, type Tracing } from './tracing/tracing.ts';

/** What a running subgraph hands to its room. */
export interface Running<Room = unknown> {
  orm: MikroORM;
  nats: NatsConnection;
  log: Logger;
  metrics: Registry;
  tracing: Tracing | null;
  makeContext: (identity?: Identity, log?: Logger) => Context<Room>;
}

export interface SubgraphDefinition<Room, Config extends SubgraphConfig = SubgraphConfig> {
  name: string;
  config: Config;
  orm: Options;
  parts: SubgraphParts;
  messages?: {
    consumers?: EventConsumer<Context<Room>, never>[];
    answers?: AnsweredRequest<Context<Room>, never, unknown>[];
    projections?: Projection<Context<Room>>[];
  };
  /** Makes what only this room has (ledger, providers); `stop` runs while draining, before the connections close. */
  room?: (running: Running<Room>) => Promise<{ room: Room; stop?: () => Promise<void> }>;
  /** HTTP edges beside /graphql on the main port (JWKS, downloads). */
  routes?: (app: FastifyInstance, running: Running<Room>) => void | Promise<void>;
  /** A second door on a port of its own (studio callbacks, webhooks). */
  door?: { port: number; routes: (app: FastifyInstance, running: Running<Room>) => void | Promise<void> };
}

export interface RunningSubgraph<Room = unknown> extends Running<Room> {
  url: string;
  doorUrl: string | null;
  stop: () => Promise<void>;
}

const BODY_LIMIT = 256 * 1024;

/** Starts a subgraph and answers when it can be asked. Port 0 picks a free one (tests). */
export async function startSubgraph<Room, Config extends SubgraphConfig>(
  definition: SubgraphDefinition<Room, Config>,
): Promise<RunningSubgraph<Room>> {
  const { name, config } = definition;
  const log = createLog(name, config.LOG_LEVEL);
  const metrics = createMetrics(name);
  const tracing = await connectTracing(name, config, log);
  const [orm, nats, verify, built] = await Promise.all([
    openOrm(definition.orm, tracing),
    connectNats(config.NATS_URL, log),
    identityVerifier(config.GATEWAY_VERIFY_KEY),
    buildSubgraph(definition.parts),
  ]);
  const ask = connectAsk(nats, tracing);
  const live = connectLive(nats, name, tracing);
  let room = undefined as Room;
  const makeContext = (identity: Identity = ANONYMOUS, contextLog: Logger = log): Context<Room> => {
    let em: Context['em'] | null = null;
    return {
      // Made when first asked for: a callback that memory answers needs none.
      get em() {
        return (em ??= orm.em.fork() as Context['em']);
      },
      identity,
      log: contextLog,
      now: () => new Date(),
      ask,
      live,
      loaders: new Loaders(),
      room,
      tracing,
    };
  };
  const running: Running<Room> = { orm, nats, log, metrics, tracing, makeContext };
  const made = await definition.room?.(running);
  if (made) room = made.room;

  const health: Health = { draining: false, orm, nats, metrics };
  const app = createApp(health);
  if (tracing) traceHttp(app, tracing, { goOn: true });
  const { APOLLO_TRACES: apolloTraces } = config;
  const edge = { schema: built.schema, verify, makeContext: makeContext as never, log, tracing, apolloTraces };
  await mountGraphql(app, edge);
  mountSubscriptions(app, edge);
  await definition.routes?.(app, running);
  const door = definition.door ? createApp(health) : null;
  if (door && tracing) traceHttp(door, tracing, { goOn: config.TRACEPARENT_FROM_OUTSIDE ?? false });
  await definition.door?.routes(door!, running);

  const forMessages = (messageLog: Logger) => makeContext(ANONYMOUS, messageLog);
  const { consumers = [], answers = [], projections = [] } = definition.messages ?? {};
  serveAnswers(nats, name, answers, forMessages, log, tracing);
  const relay = startOutboxRelay({ databaseUrl: config.DATABASE_URL, nats, room: name, log });
  const listening = [
    startConsumers(nats, name, consumers, forMessages, log, undefined, tracing),
    startProjections(nats, ask, projections, forMessages, log),
  ];
  const url = await app.listen({ host: config.HOST, port: config.PORT });
  const doorUrl = door ? await door.listen({ host: config.HOST, port: definition.door!.port }) : null;
  log.info({ url, doorUrl }, `${name} listens`);

  return {
    ...running,
    url,
    doorUrl,
    async stop() {
      health.draining = true;
      await door?.close();
      await app.close();
      await Promise.all(listening.map((each) => each.stop()));
      await relay.stop();
      await made?.stop?.();
      await nats.drain().catch(() => undefined);
      await orm.close(true);
      await tracing?.stop();
    },
  };
}

/** What main.ts calls: starts, and on SIGTERM or SIGINT drains and ends the process. */
export async function runSubgraph<Room, Config extends SubgraphConfig>(
  definition: SubgraphDefinition<Room, Config>,
): Promise<void> {
  const subgraph = await startSubgraph(definition);
  endOnSignal(subgraph.stop, subgraph.log);
}

/** Drains on SIGTERM or SIGINT; gives up after 9 s so that the supervisor need not kill. */
export function endOnSignal(stop: () => Promise<void>, log: Logger): void {
  let ending = false;
  const end = (signal: string) => {
    if (ending) return;
    ending = true;
    log.info({ signal }, 'draining');
    setTimeout(() => process.exit(1), 9_000).unref();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'draining failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => end('SIGTERM'));
  process.on('SIGINT', () => end('SIGINT'));
}

interface Health {
  draining: boolean;
  orm?: MikroORM;
  nats?: NatsConnection;
  /** what else must be */
  isReady?: () => boolean;
  metrics: Pick<Registry, 'contentType' | 'metrics'>;
}

/** A fastify server with /healthz, /readyz and /metrics; bodies end at 256 KB. */
export function createApp(health: Health): FastifyInstance {
  const app = Fastify({ bodyLimit: BODY_LIMIT, forceCloseConnections: 'idle', keepAliveTimeout: 65_000 });
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const ready = !health.draining && (await answers(health));
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready' });
  });
  app.get('/metrics', async (_request, reply) =>
    reply.type(health.metrics.contentType).send(await health.metrics.metrics()),
  );
  return app;
}

async function answers({ orm, nats, isReady }: Health): Promise<boolean> {
  if (nats?.isClosed() || isReady?.() === false) return false;
  if (!orm) return true;
  return query(orm.em.fork() as Context['em'], 'select 1').then(
    () => true,
    () => false,
  );
}
