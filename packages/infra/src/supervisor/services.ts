import type { DatabaseRoom } from '../secrets.ts';

export type ServiceName = DatabaseRoom | 'gateway' | 'web' | 'sandbox-provider';

/** Every port that the outside may rely on; `interface.md` lists the defaults. */
export const DEFAULT_PORTS = {
  gateway: 4000,
  users: 4001,
  wallet: 4002,
  games: 4003,
  payments: 4004,
  reports: 4005,
  callback: 4013,
  webhook: 4014,
  web: 3000,
  sandbox: 4100,
  mailbox: 1080,
} as const;
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
    optional: ['TELEGRAM_WEBHOOK_SECRET', 'TRUSTED_PROXIES'],
  },
  { name: 'users', entry: 'subgraphs/users/src/main.ts', port: 'users', room: 'users' },
  { name: 'wallet', entry: 'subgraphs/wallet/src/main.ts', port: 'wallet', room: 'wallet' },
  { name: 'games', entry: 'subgraphs/games/src/main.ts', port: 'games', room: 'games' },
  {
    name: 'payments',
    entry: 'subgraphs/payments/src/main.ts',
    port: 'payments',
    room: 'payments',
    optional: ['PSP_API_KEY', 'PSP_WEBHOOK_SECRET'],
  },
  { name: 'reports', entry: 'subgraphs/reports/src/main.ts', port: 'reports', room: 'reports' },
  { name: 'web', entry: 'web/server.ts', port: 'web', optional: ['TELEGRAM_BOT_NAME'] },
];
