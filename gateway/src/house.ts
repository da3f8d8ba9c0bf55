/** The gateway of Croupier's house: the door of gateway.ts with people's identities, pass-through and the partner API. */
import { fileURLToPath } from 'node:url';
import { ANONYMOUS, connectAsk, connectNats, connectTracing, createLog } from '@croupier/kit';
import type { GatewayConfig } from './config.ts';
import { type RunningGateway, startGateway } from './gateway.ts';
import { followEndedSessions } from './identity/ended-sessions.ts';
import { createIdentify, createIdentityTokens } from './identity/identify.ts';
import { createKeyCheck } from './partner-api/check-key.ts';
import { mountPartnerApi } from './partner-api/partner.route.ts';
import { createForwarder } from './pass-through/forward.ts';
import { mountPassThrough } from './pass-through/pass-through.route.ts';
import { createAddressOf } from './protection/address.ts';
import { readSafeOperations } from './protection/safe-operations.ts';
import type { WorkerSeat } from './workers/worker-seat.ts';

const SUPERGRAPH = fileURLToPath(new URL('../supergraph.graphql', import.meta.url));
const SAFE_OPERATIONS = fileURLToPath(new URL('../safe-operations.json', import.meta.url));
const SESSIONS_CHECKED_EVERY_MS = 1_000;

/** Starts the house's gateway; `supergraphFile` is another than the committed one in tests. */
export async function startHouseGateway(
  config: GatewayConfig,
  supergraphFile = SUPERGRAPH,
  seat?: WorkerSeat,
): Promise<RunningGateway> {
  const log = createLog('gateway', config.LOG_LEVEL);
  const tracing = await connectTracing('gateway', config, log);
  const nats = await connectNats(config.NATS_URL, log);
  const ask = connectAsk(nats, tracing);
  const sessions = followEndedSessions({ nats, ask, log });
  const identify = await createIdentify({
    jwksUrl: new URL('/.well-known/jwks.json', config.USERS_URL).href,
    signingKey: config.GATEWAY_SIGNING_KEY,
    sessions,
  });
  const sign = await createIdentityTokens(config.GATEWAY_SIGNING_KEY);
  const addressOf = createAddressOf(config.TRUSTED_PROXIES);
  const forwarder = createForwarder(log, tracing);
  const gateway = await startGateway({
    host: config.HOST,
    port: config.PORT,
    log,
    supergraphFile,
    urls: subgraphUrls(config),
    open: false,
    mask: true,
    limits: {
      requestsPerSecond: config.REQUESTS_PER_SECOND,
      requestsPerSecondAndAddress: config.REQUESTS_PER_SECOND_AND_ADDRESS,
    },
    ...safeOperationsOf(config),
    slowOperationMs: config.SLOW_OPERATION_MS,
    tracing,
    traceparentFromOutside: config.TRACEPARENT_FROM_OUTSIDE,
    apolloTraces: config.APOLLO_TRACES,
    allowedOrigins: [new URL(config.WEB_URL).origin],
    trustedProxies: config.TRUSTED_PROXIES,
    identify,
    socketIdentity: () => sign(ANONYMOUS),
    nats,
    seat,
    routes(app, parts) {
      const origins = {
        users: config.USERS_URL,
        reports: config.REPORTS_URL,
        callbacks: config.CALLBACK_URL,
        webhooks: config.WEBHOOK_URL,
      };
      mountPassThrough(app, {
        forwarder,
        identify,
        addressOf,
        log,
        origins,
        telegramSecret: config.TELEGRAM_WEBHOOK_SECRET ?? null,
      });
      mountPartnerApi(app, { ...parts, checkKey: createKeyCheck(ask, nats), sign });
    },
  });
  sessions.onEnded((sessionId) => gateway.connections.closeSession(sessionId));
  const checkSilent = setInterval(() => {
    if (sessions.isTrusted()) return;
    for (const sessionId of gateway.connections.sessionIds()) void sessions.isEnded(sessionId);
  }, SESSIONS_CHECKED_EVERY_MS);
  return {
    ...gateway,
    async stop() {
      clearInterval(checkSilent);
      await gateway.stop();
      sessions.stop();
      await forwarder.close();
      await nats.drain().catch(() => undefined);
      await tracing?.stop();
    },
  };
}

function subgraphUrls(config: GatewayConfig): Record<string, string> {
  const {
    USERS_URL: users,
    WALLET_URL: wallet,
    GAMES_URL: games,
    PAYMENTS_URL: payments,
    REPORTS_URL: reports,
  } = config;
  return Object.fromEntries(
    Object.entries({ users, wallet, games, payments, reports }).map(([name, url]) => [
      name,
      new URL('/graphql', url).href,
    ]),
  );
}

/** What web's build collected, unless the configuration names others. Nothing else is taken in production, or where it names them. */
function safeOperationsOf({ NODE_ENV, SAFE_OPERATIONS_FILE: file }: GatewayConfig) {
  const named = file === 'none' ? undefined : file;
  return {
    safeOperations: readSafeOperations(named ?? SAFE_OPERATIONS),
    onlySafeOperations: named !== undefined || (file !== 'none' && NODE_ENV === 'production'),
  };
}
