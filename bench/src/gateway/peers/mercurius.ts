import Fastify from 'fastify';
import { IDENTITY_HEADER } from '@croupier/kit';
import { load } from '../../../peers/load.mjs';
import { identifyRemembered, type StartPeer } from './peer.ts';

/** Mercurius' gateway plugin under fastify, with its JIT from the first request on. */
export const mercurius: StartPeer = async (start) => {
  const { default: gateway } = await load('@mercuriusjs/gateway');
  const identify = identifyRemembered(start);
  const app = Fastify();
  await app.register(gateway as never, {
    jit: 1,
    context: async (request: { headers: Record<string, string> }) => {
      const caller = await identify(request.headers['authorization'], '127.0.0.1');
      return { identity: await caller.identityToken!() };
    },
    gateway: {
      services: Object.entries(start.urls).map(([name, url]) => ({
        name,
        url,
        mandatory: true,
        rewriteHeaders: (_headers: unknown, context?: { identity?: string }) => ({
          [IDENTITY_HEADER]: context?.identity ?? '',
        }),
      })),
    },
  });
  return `${await app.listen({ host: '127.0.0.1', port: 0 })}/graphql`;
};
