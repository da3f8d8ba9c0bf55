/** graphql-ws over graphql-js: the raw peer when sockets come straight to it, the wallet's subgraph when the gateway does. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { createKnownDocuments, sendTogether } from '@croupier/kit';
import { execute, parse } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { type Change, createBalanceFeed, iterate } from './balance-feed.ts';
import { servePeer, settingsOf } from './peer.ts';
import { USERS_SDL, WALLET_SDL } from './schemas.ts';

const { wallets, room, behindGateway } = settingsOf<{ wallets: number; room: 'users' | 'wallet'; behindGateway?: true }>(); // prettier-ignore
const feed = createBalanceFeed(wallets);
const RESOLVERS = {
  wallet: {
    Subscription: {
      balanceChanged: {
        subscribe: (_: unknown, __: unknown, { walletId }: { walletId: string }) => iterate(feed, walletId),
        resolve: (change: Change) => change,
      },
    },
    Wallet: {
      owner: ({ ownerId }: { ownerId: string }) => ({ id: ownerId }),
      __resolveReference: ({ id }: { id: string }) => feed.present(id).wallet,
    },
  },
  users: {
    Query: { me: () => null },
    User: { __resolveReference: ({ id }: { id: string }) => ({ id, displayName: `name of ${id}` }) },
  },
};
const schema = buildSubgraphSchema([
  { typeDefs: parse(room === 'users' ? USERS_SDL : WALLET_SDL), resolvers: RESOLVERS[room] as never },
]);
const documents = createKnownDocuments();

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request
    .on('data', (chunk: Buffer) => chunks.push(chunk))
    .on('end', () => {
      const { query, variables } = JSON.parse(String(Buffer.concat(chunks))) as {
        query: string;
        variables?: Record<string, unknown>;
      };
      const answer = execute({ schema, document: documents.parse(query), variableValues: variables });
      void Promise.resolve(answer).then((result) =>
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(result)),
      );
    });
});
const sockets = new WebSocketServer({ server, path: '/graphql' });
// As our subgraphs do; whoever has a socket for each person has nothing to gather.
if (behindGateway) sockets.on('connection', (socket, request) => sendTogether(socket, request.socket));
useServer(
  {
    schema,
    ...documents,
    // An identity is a wallet's name here: of the operation where the gateway asks, of the socket where people do.
    context: (connection, _id, payload) => ({
      walletId: String(payload.extensions?.identity ?? connection.connectionParams?.authorization).split(' ')[0]!,
    }),
  },
  sockets,
  60_000,
);
server.listen(0, '127.0.0.1', () =>
  servePeer(`http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`, {
    emitted: feed.emitted,
    onOrder: feed.onOrder,
  }),
);
