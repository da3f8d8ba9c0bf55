import type { FastifyInstance } from 'fastify';
import type { AccessTokens } from './access-token.ts';

/** The keys that prove access tokens. */
export function mountJwks(app: FastifyInstance, tokens: AccessTokens): void {
  app.get('/.well-known/jwks.json', async (_request, reply) =>
    reply.header('cache-control', 'public, max-age=60').send(tokens.jwks),
  );
}
