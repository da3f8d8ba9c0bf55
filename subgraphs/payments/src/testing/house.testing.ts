/** What the tests of payments stand on: the real subgraph on free ports, with a PSP and a ledger played over real sockets. */
import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { connect, type NatsConnection } from 'nats';
import { IDENTITY_HEADER, identitySigner, type Identity, type RunningSubgraph, startSubgraph } from '@croupier/kit';
import { freshDatabase, freshNats, type FreshDatabase, type FreshNats } from '@croupier/testkit';
import pg from 'pg';
import { paymentsConfig } from '../config.ts';
import { paymentsSubgraph, type PaymentsOptions } from '../payments-subgraph.ts';
import type { PaymentsRoom } from '../room.ts';
import { startLedger, type TestLedger } from './ledger.testing.ts';
import { signWebhook, startPsp, type TestPsp } from './psp.testing.ts';

export const player = (userId: string = randomUUID()): Identity => ({
  kind: 'user',
  userId,
  roles: ['PLAYER'],
  sessionId: randomUUID(),
});
export const frank: Identity = { kind: 'user', userId: randomUUID(), roles: ['FINANCE'], sessionId: randomUUID() };
export const userIdIn = (identity: Identity): string => (identity.kind === 'user' ? identity.userId : '');

export interface Answer {
  data: Record<string, unknown> | null;
  errors?: { message: string; extensions: { code: string } }[];
}

export interface House {
  ledger: TestLedger;
  psp: TestPsp;
  nats: NatsConnection;
  database: FreshDatabase;
  /** Starts payments; several may run at once, as processes would. */
  open(options?: PaymentsOptions): Promise<Payments>;
  rows<Row extends pg.QueryResultRow>(sql: string, parameters?: unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

export interface Payments extends RunningSubgraph<PaymentsRoom> {
  graph(identity: Identity, query: string, variables?: Record<string, unknown>): Promise<Answer>;
  sign(identity: Identity): Promise<string>;
  webhook(body: string, header?: string): Promise<Response>;
}

export const IMPATIENT = { leaseMs: 600, pollMs: 30, ledgerTimeoutMs: 500, reconcileAfterMs: 60_000, retryAfterMs: 30 };

export async function openHouse(): Promise<House> {
  const [database, server] = await Promise.all([freshDatabase('payments'), freshNats()]);
  const nats = await natsAs(server, 'wallet');
  const usersNats = await natsAs(server, 'users');
  const [ledger, psp] = await Promise.all([startLedger(nats, usersNats), startPsp()]);
  const pool = new pg.Pool({ connectionString: database.ownerUrl, max: 4 });
  pool.on('error', () => undefined); // the database may go first
  const opened = new Set<Payments>();
  const keys = generateKeyPairSync('ed25519');
  const sign = await identitySigner(keys.privateKey.export({ format: 'jwk' }) as JsonWebKey);
  const config = paymentsConfig.parse({
    NODE_ENV: 'test',
    PORT: 0,
    WEBHOOK_PORT: 0,
    DATABASE_URL: database.appUrl,
    NATS_URL: server.natsUrl('payments'),
    GATEWAY_VERIFY_KEY: JSON.stringify(keys.publicKey.export({ format: 'jwk' })),
    SECRETS_KEY: randomBytes(32).toString('base64'),
    SANDBOX_URL: psp.url,
    CROUPIER_DEMO: '1',
    LOG_LEVEL: 'error',
  });
  return {
    ledger,
    psp,
    nats,
    database,
    async open(options = {}) {
      const running = await startSubgraph(
        paymentsSubgraph(config, { ...options, timing: { ...IMPATIENT, ...options.timing } }),
      );
      const payments: Payments = {
        ...running,
        sign,
        stop: async () => {
          opened.delete(payments);
          await running.stop();
        },
        graph: async (identity, query, variables = {}) => {
          const headers = { 'content-type': 'application/json', [IDENTITY_HEADER]: await sign(identity) };
          const answer = await fetch(`${running.url}/graphql`, {
            method: 'POST',
            headers,
            body: JSON.stringify({ query, variables }),
          });
          return (await answer.json()) as Answer;
        },
        webhook: (body, header = signWebhook(body)) =>
          fetch(`${running.doorUrl}/webhooks/sandbox`, {
            method: 'POST',
            headers: { 'content-type': 'application/json', 'stripe-signature': header },
            body,
          }),
      };
      opened.add(payments);
      return payments;
    },
    rows: async (sql, parameters = []) => (await pool.query(sql, parameters)).rows,
    async close() {
      await Promise.all([...opened].map((each) => each.stop()));
      await pool.end();
      await Promise.all([psp.stop(), nats.close(), usersNats.close()]);
      await server.stop();
      await database.drop();
    },
  };
}

async function natsAs(server: FreshNats, name: 'wallet' | 'users'): Promise<NatsConnection> {
  const { username, password, host } = new URL(server.natsUrl(name));
  return connect({ servers: host, user: username, pass: decodeURIComponent(password), inboxPrefix: `_INBOX.${name}` });
}

/** Events that payments told, by subject, in their order. */
export async function told<T>(house: House, subject: string): Promise<T[]> {
  return (await house.rows<{ payload: T }>('select payload from outbox where subject = $1 order by id', [subject])).map(
    (row) => row.payload,
  );
}
