/** The users subgraph of one test file: real PostgreSQL, NATS and SMTP; the wallet is a small program that answers over NATS. */
import { askCommands, type Command } from '@croupier/contracts';
import { identitySigner, IDENTITY_HEADER, startSubgraph, type Identity, type RunningSubgraph } from '@croupier/kit';
import { freshDatabase, freshNats, servers } from '@croupier/testkit';
import { publicKeyOf } from '@croupier/infra';
import { connect, JSONCodec, type NatsConnection } from 'nats';
import { usersConfig, type UsersConfig } from '../config.ts';
import type { UsersContext, UsersRoom } from '../room.ts';
import { usersSubgraph } from '../users-subgraph.ts';
import { startMailbox, type Mailbox } from './mailbox.testing.ts';

export const BOT_TOKEN = '123456:test-bot-token-of-croupier';

export interface Answer {
  data: Record<string, never> | null;
  errors?: { message: string; path?: string[]; extensions: { code: string } & Record<string, unknown> }[];
}

export interface FakeWallet {
  /** every command that was committed, in order */
  committed: Command[];
  down: boolean;
}

export interface TestUsers {
  subgraph: RunningSubgraph<UsersRoom>;
  config: UsersConfig;
  mailbox: Mailbox;
  wallet: FakeWallet;
  admin: NatsConnection;
  /** Asks as the gateway does for this identity (nobody by default). */
  graph: (source: string, variables?: Record<string, unknown>, identity?: Identity) => Promise<Answer>;
  context: (identity?: Identity, now?: () => Date) => UsersContext;
  stop: () => Promise<void>;
}

export async function startUsers(environment: Record<string, string> = {}): Promise<TestUsers> {
  const { secrets } = servers();
  const [database, broker, mailbox] = await Promise.all([freshDatabase('users'), freshNats(), startMailbox()]);
  const [user, password] = ['admin', secrets.natsPasswords.admin];
  const admin = await connect({ servers: new URL(broker.natsUrl('admin')).host, user, pass: password });
  const config = usersConfig.parse({
    NODE_ENV: 'test',
    PORT: '0',
    LOG_LEVEL: 'error',
    DATABASE_URL: database.appUrl,
    NATS_URL: broker.natsUrl('users'),
    GATEWAY_VERIFY_KEY: publicKeyOf(secrets.gatewaySigningKey),
    ACCESS_TOKEN_KEY: secrets.accessTokenKey,
    SECRETS_KEY: secrets.secretsKey,
    SMTP_URL: mailbox.url,
    TELEGRAM_BOT_TOKEN: BOT_TOKEN,
    ...environment,
  });
  const wallet = startFakeWallet(admin);
  const subgraph = await startSubgraph(usersSubgraph(config));
  const sign = await identitySigner(JSON.parse(secrets.gatewaySigningKey) as JsonWebKey);
  return {
    subgraph,
    config,
    mailbox,
    wallet,
    admin,
    async graph(query, variables = {}, identity = { kind: 'anonymous' }) {
      const response = await fetch(`${subgraph.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', [IDENTITY_HEADER]: await sign(identity) },
        body: JSON.stringify({ query, variables }),
      });
      return (await response.json()) as Answer;
    },
    context: (identity, now) => ({ ...subgraph.makeContext(identity), ...(now ? { now } : {}) }),
    async stop() {
      await subgraph.stop();
      await admin.close();
      await Promise.all([mailbox.stop(), broker.stop()]);
      await database.drop();
    },
  };
}

/** Commits every command while it is up; is silent while it is down. */
function startFakeWallet(nats: NatsConnection): FakeWallet {
  const codec = JSONCodec<unknown>();
  const wallet: FakeWallet = { committed: [], down: false };
  const subscription = nats.subscribe(askCommands.users.subject);
  void (async () => {
    for await (const message of subscription) {
      if (wallet.down) continue;
      const { commands } = askCommands.users.input.parse(codec.decode(message.data));
      wallet.committed.push(...commands);
      const result = { status: 'DONE', results: [{ transactionId: null, replayed: false }], wallet: null };
      message.respond(codec.encode({ ok: true, value: { results: commands.map(() => result) } }));
    }
  })();
  return wallet;
}

/** The gates that the wallet committed for a person, by number. */
export function gatesOf(wallet: FakeWallet, userId: string) {
  return wallet.committed
    .filter((command) => command.userId === userId)
    .flatMap((command) => command.operations)
    .filter((operation) => operation.kind === 'set_gate');
}
