/** The wallet as it runs, with a database and a broker of its own, and ways to ask it as the others do. */
import {
  connectAsk,
  connectNats,
  createLog,
  IDENTITY_HEADER,
  type Identity,
  identitySigner,
  startSubgraph,
} from '@croupier/kit';
import { freshDatabase, freshNats } from '@croupier/testkit';
import { exportJWK, generateKeyPair } from 'jose';
import { walletConfig } from '../config.ts';
import { walletSubgraph } from '../wallet-subgraph.ts';

export interface GraphAnswer {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into answers
  data: any;
  errors?: { message: string; extensions: { code: string } }[];
}

/** `settings`: environment of this wallet besides what it needs. */
export async function runningWallet(settings: Record<string, string> = {}) {
  const [database, broker] = await Promise.all([freshDatabase('wallet'), freshNats()]);
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const sign = await identitySigner((await exportJWK(privateKey)) as JsonWebKey);
  const environment = {
    PORT: '0',
    DATABASE_URL: database.appUrl,
    NATS_URL: broker.natsUrl('wallet'),
    GATEWAY_VERIFY_KEY: JSON.stringify(await exportJWK(publicKey)),
    LOG_LEVEL: 'error',
    ...settings,
  };
  const subgraph = await startSubgraph(walletSubgraph(walletConfig.parse(environment)));
  const log = createLog('test', 'error');
  const connections = await Promise.all(
    (['games', 'payments', 'users'] as const).map((name) => connectNats(broker.natsUrl(name), log)),
  );
  const [games, payments, users] = connections.map((nats) => connectAsk(nats));
  const graph = async (identity: Identity, query: string, variables: object = {}): Promise<GraphAnswer> => {
    const response = await fetch(`${subgraph.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [IDENTITY_HEADER]: await sign(identity) },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as GraphAnswer;
  };
  return {
    ...{ database, broker, subgraph, environment, sign, graph },
    ...{ games: games!, payments: payments!, users: users!, nats: connections },
    async stop() {
      await Promise.all(connections.map((nats) => nats.close()));
      await subgraph.stop();
      await broker.stop();
      await database.drop();
    },
  };
}
export type RunningWallet = Awaited<ReturnType<typeof runningWallet>>;

export const player = (userId: string): Identity => ({ kind: 'user', userId, roles: ['PLAYER'], sessionId: 's' });
export const staff = (userId: string, ...roles: ('SUPPORT' | 'FINANCE' | 'COMPLIANCE' | 'ADMIN')[]): Identity => ({
  kind: 'user',
  userId,
  roles,
  sessionId: 's',
});
