import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { askLaneHeads, type RequestContract, type RoleName } from '@croupier/contracts';
import {
  connectAsk,
  connectNats,
  createLog,
  IDENTITY_HEADER,
  identitySigner,
  startSubgraph,
  type RunningSubgraph,
} from '@croupier/kit';
import { nodeArguments, REPOSITORY, startChild } from '@croupier/infra';
import { eventually, freshDatabase, freshNats, type FreshNats } from '@croupier/testkit';
import { exportJWK, generateKeyPair } from 'jose';
import type { CallSettings } from '../catalogue/provider-calls.ts';
import { gamesSubgraph } from '../games-subgraph.ts';
import { signCall } from '../providers/signature.ts';
import type { GamesContext, GamesRoom } from '../room.ts';
import { startScriptedLedger, type ScriptedLedger } from './scripted-ledger.testing.ts';

export interface CallAnswer {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}
export interface CallOptions {
  secret?: string;
  timestamp?: string | null;
  signature?: string;
  headers?: Record<string, string>;
}

/** A running games room with everything real but the ledger and the studio, which speak their protocols over real sockets. */
export interface GamesUnderTest {
  subgraph: RunningSubgraph<GamesRoom>;
  databaseUrl: string;
  natsUrl: string;
  secretsKey: string;
  ctx: () => GamesContext;
  ledger: ScriptedLedger;
  studio: Studio;
  /** POST to /providers/sandbox/<operation>, signed */
  callback(operation: string, body: object | string | Buffer, options?: CallOptions): Promise<CallAnswer>;
  /** POST to /api/<operation>, signed by demo-bookmaker */
  bookmaker(
    operation: string,
    body: object | string,
    options?: CallOptions & { partner?: string },
  ): Promise<CallAnswer>;
  graph(
    source: string,
    as?: Person,
    variables?: object,
  ): Promise<{ data: Record<string, never> | null; errors?: { message: string; extensions: { code: string } }[] }>;
  identity(person: Person): Promise<string>;
  /** where another room connects */
  natsUrlOf(room: 'users' | 'wallet'): string;
  /** asks as another room would */
  askAs<In, Out>(user: 'users' | 'payments', contract: RequestContract<In, Out>, input: In): Promise<Out>;
  walletProcess: WalletProcess | null;
  /** games and, where it is real, the wallet end and begin again, at the same door; the wallet without a warning */
  restart(): Promise<void>;
  stop(): Promise<void>;
}
export interface Person {
  userId: string;
  roles: RoleName[];
}
export const aPlayer = (): Person => ({ userId: randomUUID(), roles: ['PLAYER'] });

/**
 * `realWallet`: the ledger is the wallet's own process instead of the scripted one, over the same NATS. `calls`: how studios are called; unless
 * told otherwise each once, and none is given up.
 */
export async function startGames({
  realWallet = false,
  calls = { attempts: 1, failuresToOpen: 1_000 } as Partial<CallSettings>,
} = {}): Promise<GamesUnderTest> {
  const [database, broker, studio, keys] = await Promise.all([
    freshDatabase('games'),
    freshNats(),
    startStudio(),
    generateKeyPair('EdDSA', { extractable: true }),
  ]);
  const wallet = await connectNats(broker.natsUrl('wallet'), createLog('scripted-ledger', 'error'));
  const sign = await identitySigner((await exportJWK(keys.privateKey)) as JsonWebKey);
  const verifyKey = (await exportJWK(keys.publicKey)) as JsonWebKey;
  const ledger = realWallet ? (undefined as never) : startScriptedLedger(wallet);
  const walletProcess = realWallet ? await startWallet(broker, verifyKey) : null;
  const secretsKey = randomBytes(32).toString('base64');
  const config = {
    ...{ NODE_ENV: 'test' as const, HOST: '127.0.0.1', PORT: 0, LOG_LEVEL: 'error' as const, CROUPIER_DEMO: true },
    ...{ ROUND_ASKED_AFTER_MINUTES: 0, ROUND_CLOSES_AFTER_HOURS: 0 },
    ...{ SECRETS_KEY: secretsKey, SANDBOX_URL: studio.url },
    ...{ DATABASE_URL: database.appUrl, NATS_URL: broker.natsUrl('games'), GATEWAY_VERIFY_KEY: verifyKey },
    ...{ PUBLIC_URL: 'http://localhost:4000', WEB_URL: 'http://localhost:3000' },
  };
  const start = (port: number) => startSubgraph(gamesSubgraph({ ...config, CALLBACK_PORT: port }, calls));
  let subgraph = await start(0);
  const door = subgraph.doorUrl!;
  const identity = (person: Person) => sign({ kind: 'user', sessionId: 's-1', ...person });
  return {
    get subgraph() {
      return subgraph;
    },
    ...{
      databaseUrl: database.appUrl,
      natsUrl: broker.natsUrl('games'),
      secretsKey,
      ledger,
      studio,
      identity,
      askAs: (user, contract, input) => askAs(broker, user, contract, input),
      natsUrlOf: (room) => broker.natsUrl(room),
      walletProcess,
    },
    ctx: () => subgraph.makeContext() as GamesContext,
    callback: (operation, body, options = {}) =>
      call(door, `/providers/sandbox/${operation}`, body, { secret: 'sandbox-secret', ...options }),
    bookmaker: (operation, body, { partner = 'demo-bookmaker', ...options } = {}) =>
      call(door, `/api/${operation}`, body, {
        secret: 'bookmaker-secret',
        ...options,
        headers: { 'x-partner-id': partner, ...options.headers },
      }),
    graph: async (source, person, variables) => {
      const token = person ? await identity(person) : await sign({ kind: 'anonymous' });
      const response = await fetch(`${subgraph.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', [IDENTITY_HEADER]: token },
        body: JSON.stringify({ query: source, variables }),
      });
      return (await response.json()) as never;
    },
    restart: async () => {
      await Promise.all([subgraph.stop(), walletProcess?.kill()]);
      await walletProcess?.start();
      subgraph = await start(Number(new URL(door).port));
    },
    stop: async () => {
      await subgraph.stop();
      await walletProcess?.stop();
      await wallet.drain();
      await broker.stop();
      await database.drop();
      studio.stop();
    },
  };
}

async function call(
  door: string,
  path: string,
  body: object | string | Buffer,
  options: CallOptions,
): Promise<CallAnswer> {
  const raw = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
  const timestamp = options.timestamp === undefined ? String(Math.floor(Date.now() / 1000)) : options.timestamp;
  const signature = options.signature ?? signCall(options.secret ?? '', path, timestamp ?? '', raw);
  const headers = {
    'content-type': 'application/json',
    'x-signature': signature,
    ...(timestamp === null ? {} : { 'x-timestamp': timestamp }),
    ...options.headers,
  };
  const response = await fetch(door + path, { method: 'POST', headers, body: raw as string });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>,
  };
}

interface Studio {
  url: string;
  requests: { path: string; body: Record<string, unknown>; headers: IncomingMessage['headers'] }[];
  /** what it answers to /launch */
  answer: { status: number; body: unknown };
  games: unknown;
  /** what it answers to /rounds/<id>; null: 503, what it does not know: 404 */
  rounds: Record<string, unknown> | null;
  stop(): void;
}

/** The studio's side, as its protocol says: /launch, /games and /rounds. */
async function startStudio(): Promise<Studio> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      studio.requests.push({
        path: request.url ?? '',
        body: text ? (JSON.parse(text) as Record<string, unknown>) : {},
        headers: request.headers,
      });
      const { status, body } = answerOf(studio, request.url ?? '');
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const studio: Studio = {
    url,
    requests: [],
    answer: { status: 200, body: { url: `${url}/game/dice?token=x` } },
    games: null,
    rounds: {},
    stop: () => void server.close(),
  };
  return studio;
}

function answerOf(studio: Studio, path: string): { status: number; body: unknown } {
  if (path === '/games') return { status: studio.games ? 200 : 503, body: studio.games };
  if (!path.startsWith('/rounds/')) return studio.answer;
  if (studio.rounds === null) return { status: 503, body: {} };
  const round = studio.rounds[decodeURIComponent(path.slice('/rounds/'.length))];
  return round === undefined ? { status: 404, body: {} } : { status: 200, body: round };
}

interface WalletProcess {
  kill(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

async function askAs<In, Out>(
  broker: FreshNats,
  user: 'users' | 'payments' | 'games',
  contract: RequestContract<In, Out>,
  input: In,
): Promise<Out> {
  const nats = await connectNats(broker.natsUrl(user), createLog('test', 'fatal'));
  try {
    return await connectAsk(nats)(contract, input);
  } finally {
    await nats.close();
  }
}

/** Rooms never import each other: the wallet runs as the process that it is in production. */
async function startWallet(broker: FreshNats, verifyKey: JsonWebKey): Promise<WalletProcess> {
  const database = await freshDatabase('wallet');
  const settings = {
    PORT: '0',
    DATABASE_URL: database.appUrl,
    NATS_URL: broker.natsUrl('wallet'),
    GATEWAY_VERIFY_KEY: JSON.stringify(verifyKey),
    LOG_LEVEL: 'error',
  };
  const run = () =>
    startChild({
      name: 'wallet',
      command: process.execPath,
      args: nodeArguments(join(REPOSITORY, 'subgraphs/wallet/src/main.ts')),
      cwd: REPOSITORY,
      env: { ...process.env, ...settings },
      onLine: (line) => process.stderr.write(`${line}\n`),
    });
  let child = await run();
  const answering = () => eventually(() => askAs(broker, 'games', askLaneHeads, {}), { timeoutMs: 60_000 });
  await answering();
  return {
    kill: async () => void (await child.stop(['SIGKILL'])),
    start: async () => {
      child = await run();
      await answering();
    },
    stop: async () => {
      await child.stop();
      await database.drop();
    },
  };
}
