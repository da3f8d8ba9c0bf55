import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { IDENTITY_HEADER } from '@croupier/kit';
import { identifyRemembered, type StartPeer } from './peer.ts';

/** @apollo/gateway under @apollo/server as their manual has it. */
export const apollo: StartPeer = async (start) => {
  process.env['APOLLO_TELEMETRY_DISABLED'] = 'true';
  const identify = identifyRemembered(start);
  const gateway = new ApolloGateway({
    supergraphSdl: start.supergraphSdl,
    buildService: ({ url }) =>
      new RemoteGraphQLDataSource<{ identity?: string }>({
        url,
        willSendRequest({ request, context }) {
          request.http?.headers.set(IDENTITY_HEADER, context.identity ?? '');
        },
      }),
  });
  const server = new ApolloServer<{ identity?: string }>({ gateway });
  const { url } = await startStandaloneServer(server, {
    listen: { host: '127.0.0.1', port: 0 },
    context: async ({ req }) => {
      const caller = await identify(req.headers.authorization, '127.0.0.1');
      return { identity: await caller.identityToken!() };
    },
  });
  return url;
};
