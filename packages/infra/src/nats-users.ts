import { DATABASE_ROOMS } from './rooms.ts';
import type { DatabaseRoom } from './rooms.ts';

/** Who may say and hear what on NATS. Subjects may hold NATS wildcards. */
export interface NatsUser {
  name: string;
  password: string;
  publish: string[];
  subscribe: string[];
}

/** A subgraph, `gateway` or `admin`. */
export type NatsUserName = DatabaseRoom | 'gateway' | 'admin';

export const NATS_USER_NAMES: NatsUserName[] = [...DATABASE_ROOMS, 'gateway', 'admin'];

/** Who may command the ledger, each on its own subject: the ledger takes the asker from the subject. */
const COMMANDERS: NatsUserName[] = ['games', 'payments', 'users'];
const LEDGER_QUESTIONS = ['read_log.v1', 'lane_heads.v1', 'wallet.v1', 'rate.v1'];

/** Whom each may ask anything. */
const ASKERS: Record<string, string[]> = {
  users: [],
  wallet: ['users'],
  games: ['users', 'payments', 'reports'],
  payments: ['users', 'games', 'reports'],
  reports: ['users', 'games', 'payments'],
  gateway: ['users'],
};

/**
 * The platform's NATS users. Each speaks its own events, hears all of them, answers its own requests, and asks only
 * whom it must; nobody but games, payments and users may command the ledger.
 * `admin` may do everything: the supervisor and tests only.
 */
export function natsUsers(passwords: Record<NatsUserName, string>): NatsUser[] {
  return NATS_USER_NAMES.map((name) => ({
    name,
    password: passwords[name],
    ...(name === 'admin' ? { publish: ['>'], subscribe: ['>'] } : permissionsOf(name)),
  }));
}

function permissionsOf(name: NatsUserName): Pick<NatsUser, 'publish' | 'subscribe'> {
  const events = DATABASE_ROOMS.map((room) => `${room}.>`);
  const own = [`${name}.>`, `live.${name}.>`, `beat.${name}`];
  const asks = (ASKERS[name] ?? ['users']).map((room) => `ask.${room}.>`);
  // Whoever keeps a projection reads the ledger's log; looking changes nothing there.
  const ledger =
    name === 'wallet' || name === 'gateway' ? [] : LEDGER_QUESTIONS.map((question) => `ask.wallet.${question}`);
  const commands = COMMANDERS.includes(name) ? [`ask.wallet.commands.v1.${name}`] : [];
  return {
    publish: [...own, ...asks, ...ledger, ...commands, ...jetStream(name)],
    subscribe: [`_INBOX.${name}.>`, `ask.${name}.>`, `live.${name}.>`, 'beat.*', ...events],
  };
}

/**
 * Readers may look at every stream and keep consumers on it; only the room whose events a stream holds may make,
 * change or empty it. A room's stream is the room's name in capitals.
 */
function jetStream(name: string): string[] {
  const reading = [
    'INFO',
    'STREAM.NAMES',
    'STREAM.LIST',
    'STREAM.INFO.*',
    'CONSUMER.>',
    'STREAM.MSG.GET.*',
    'DIRECT.GET.>',
  ];
  const writing = ['CREATE', 'UPDATE', 'PURGE', 'DELETE'].map((verb) => `STREAM.${verb}.${name.toUpperCase()}`);
  const permitted = DATABASE_ROOMS.includes(name as DatabaseRoom) ? [...reading, ...writing] : reading;
  return [...permitted.map((call) => `$JS.API.${call}`), '$JS.ACK.>', '$JS.FC.>'];
}

/** Where a user's password is in the environment of deploy/nats.conf, and of a supervisor over a NATS_URL. */
export function natsPasswordVariable(name: NatsUserName): string {
  return `${name.toUpperCase()}_NATS_PASSWORD`;
}
