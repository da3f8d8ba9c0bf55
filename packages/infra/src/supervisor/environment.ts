import type { NatsUserName } from '../nats-users.ts';
import { publicKeyOf } from '../secrets.ts';
import { DATABASE_ROOMS } from '../rooms.ts';
import type { DatabaseRoom } from '../rooms.ts';
import type { Ports, Service, ServiceName } from './services.ts';

/** What the services' environments are made from. */
export interface Facts {
  nodeEnv: string;
  isDemo: boolean;
  /** What everyone outside uses. */
  publicUrl: string;
  webUrl: string;
  sandboxUrl: string;
  ports: Ports;
  stateDir: string;
  databaseUrls: Record<DatabaseRoom, { app: string; owner: string }>;
  natsUrls: Record<NatsUserName, string>;
  clickhouseUrl: string;
  gatewaySigningKey: string;
  accessTokenKey: string;
  secretsKey: string;
  cookieSecret: string;
  smtpUrl: string;
  telegramBotToken: string | undefined;
  /** Where the wallet's anchors are kept and what signs them. */
  anchors?: { dir: string; key: string } | undefined;
}

export type Environment = Record<string, string>;

const HOST = '127.0.0.1';
// Of our own environment only what programs need to run: a service sees its own secrets and nobody else's.
const INHERITED = [
  'PATH',
  'HOME',
  'USER',
  'LANG',
  'LC_ALL',
  'TMPDIR',
  'TZ',
  'NO_COLOR',
  'FORCE_COLOR',
  'NODE_OPTIONS',
  'NODE_EXTRA_CA_CERTS',
  'LOG_LEVEL',
];

/** The whole environment of one service's process. */
export function environmentOf(service: Service, facts: Facts, own: NodeJS.ProcessEnv = process.env): Environment {
  const passedOn = [...INHERITED, ...(service.optional ?? [])].filter((name) => own[name] !== undefined);
  return {
    ...Object.fromEntries(passedOn.map((name) => [name, own[name] as string])),
    NODE_ENV: facts.nodeEnv,
    HOST,
    PORT: String(facts.ports[service.port]),
    PUBLIC_URL: facts.publicUrl,
    WEB_URL: facts.webUrl,
    CROUPIER_DEMO: facts.isDemo ? '1' : '0',
    CROUPIER_STATE_DIR: facts.stateDir,
    ...(service.room ? subgraphEnvironment(service.room, facts) : {}),
    ...OWN[service.name]?.(facts),
  };
}

function subgraphEnvironment(room: DatabaseRoom, facts: Facts): Environment {
  return {
    DATABASE_URL: facts.databaseUrls[room].app,
    NATS_URL: facts.natsUrls[room],
    GATEWAY_VERIFY_KEY: publicKeyOf(facts.gatewaySigningKey),
  };
}

const at = (port: number): string => `http://${HOST}:${port}`;

const OWN: Partial<Record<ServiceName, (facts: Facts) => Environment>> = {
  users: (facts) => ({
    ACCESS_TOKEN_KEY: facts.accessTokenKey,
    SECRETS_KEY: facts.secretsKey,
    SMTP_URL: facts.smtpUrl,
    ...telegram(facts),
  }),
  wallet: anchors,
  games: (facts) => ({
    CALLBACK_PORT: String(facts.ports.callback),
    SECRETS_KEY: facts.secretsKey,
    SANDBOX_URL: facts.sandboxUrl,
  }),
  payments: (facts) => ({
    WEBHOOK_PORT: String(facts.ports.webhook),
    SECRETS_KEY: facts.secretsKey,
    SANDBOX_URL: facts.sandboxUrl,
  }),
  reports: (facts) => ({ CLICKHOUSE_URL: facts.clickhouseUrl }),
  gateway: (facts) => ({
    NATS_URL: facts.natsUrls.gateway,
    GATEWAY_SIGNING_KEY: facts.gatewaySigningKey,
    ...Object.fromEntries(DATABASE_ROOMS.map((room) => [`${room.toUpperCase()}_URL`, at(facts.ports[room])])),
    CALLBACK_URL: at(facts.ports.callback),
    WEBHOOK_URL: at(facts.ports.webhook),
  }),
  web: (facts) => ({
    GATEWAY_URL: at(facts.ports.gateway),
    COOKIE_SECRET: facts.cookieSecret,
    ...(facts.isDemo ? { SANDBOX_URL: facts.sandboxUrl, ...telegram(facts) } : {}),
  }),
  'sandbox-provider': (facts) => ({
    MAILBOX_PORT: String(facts.ports.mailbox),
    SMTP_PORT: String(facts.ports.smtp),
    SANDBOX_URL: facts.sandboxUrl,
    GATEWAY_URL: at(facts.ports.gateway),
    OPERATOR_URL: at(facts.ports.gateway),
    WEBHOOK_URL: at(facts.ports.gateway),
    STATE_DIR: `${facts.stateDir}/sandbox`,
  }),
};

function telegram(facts: Facts): Environment {
  return facts.telegramBotToken === undefined ? {} : { TELEGRAM_BOT_TOKEN: facts.telegramBotToken };
}

function anchors(facts: Facts): Environment {
  return facts.anchors ? { CROUPIER_ANCHOR_DIR: facts.anchors.dir, CROUPIER_ANCHOR_KEY: facts.anchors.key } : {};
}
