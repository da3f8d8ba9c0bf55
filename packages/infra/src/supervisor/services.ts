import { SUBGRAPHS } from '../rooms.ts';
import type { DatabaseRoom } from '../rooms.ts';

/** A subgraph, `gateway`, `web` or `sandbox-provider`. */
export type ServiceName = DatabaseRoom | 'gateway' | 'web' | 'sandbox-provider';

/** Every port that the outside may rely on; `interface.md` lists the defaults. */
export const DEFAULT_PORTS = {
  gateway: 4000,
  ...(Object.fromEntries(SUBGRAPHS.map(({ name, port }) => [name, port])) as Record<DatabaseRoom, number>),
  callback: 4013,
  webhook: 4014,
  web: 3000,
  sandbox: 4100,
  mailbox: 1080,
};
export type PortName = keyof typeof DEFAULT_PORTS | 'smtp';
export type Ports = Record<PortName, number>;

/** A process of the platform. */
export interface Service {
  name: ServiceName;
  /** Relative to the repository. */
  entry: string;
  port: PortName;
  /** Names in run.json that the same process stands for. */
  alsoKnownAs?: { name: string; port: PortName }[];
  /** Has a database, so waits for the migrations. */
  room?: DatabaseRoom;
  /** Variables that are passed on from our own environment where they are set. */
  optional?: string[];
  /** Part of the embedded default; a production start has none of it. */
  isDemoOnly?: boolean;
}

const TRACING = [
  ...['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_HEADERS', 'OTEL_TRACES_SAMPLER_ARG'],
  ...['OTEL_BSP_SCHEDULE_DELAY', 'TRACEPARENT_FROM_OUTSIDE', 'APOLLO_TRACES'],
];

/** What a subgraph's process may get from our own environment. */
const OPTIONAL: Record<string, string[]> = {
  users: ['MAIL_FROM'],
  wallet: [
    ...['WALLET_LANES', 'ADJUSTMENT_CEILINGS', 'BONUS_MOST_WAGERING', 'BONUS_SPENDING_ORDER'],
    ...['EXCHANGE_MARGIN_BASIS_POINTS', 'CROUPIER_FAULT'],
  ],
  games: ['ROUND_ASKED_AFTER_MINUTES', 'ROUND_CLOSES_AFTER_HOURS'],
  payments: ['PSP_API_KEY', 'PSP_WEBHOOK_SECRET'],
};

export const SERVICES: Service[] = [
  {
    name: 'sandbox-provider',
    entry: 'packages/sandbox/src/main.ts',
    port: 'sandbox',
    alsoKnownAs: [{ name: 'mailbox', port: 'mailbox' }],
    isDemoOnly: true,
  },
  {
    name: 'gateway',
    entry: 'gateway/src/main.ts',
    port: 'gateway',
    optional: [
      'TELEGRAM_WEBHOOK_SECRET',
      'TRUSTED_PROXIES',
      'REQUESTS_PER_SECOND',
      'REQUESTS_PER_SECOND_AND_ADDRESS',
      'SAFE_OPERATIONS_FILE',
      'GATEWAY_WORKERS',
      'SLOW_OPERATION_MS',
      ...TRACING,
    ],
  },
  ...SUBGRAPHS.map(({ name }) => ({
    name,
    entry: `subgraphs/${name}/src/main.ts`,
    port: name,
    room: name,
    optional: [...(OPTIONAL[name] ?? []), ...TRACING],
  })),
  {
    name: 'web',
    entry: 'web/server.ts',
    port: 'web',
    optional: ['TELEGRAM_BOT_NAME', 'TELEGRAM_BOT_ID', 'GAME_ORIGINS'],
  },
];
