import { createHash } from 'node:crypto';
import { askPartnerKey, partnerKeyChanged } from '@croupier/contracts';
import { type Ask, NotBuiltYet, toHttp, Unauthenticated } from '@croupier/kit';
import type { FastifyInstance } from 'fastify';
import { JSONCodec, type NatsConnection } from 'nats';

export interface PartnerDoor {
  ask: Ask;
  nats: NatsConnection;
}

const KEPT_MS = 5_000;
const MOST_KEPT = 10_000;

/**
 * The partners' addresses. The door is real (no answer without a valid X-Api-Key); behind it nothing is built yet: the contract
 * schema comes with issue 7, until then every answer is NOT_IMPLEMENTED (501).
 */
export function mountPartnerApi(app: FastifyInstance, { ask, nats }: PartnerDoor): void {
  const checkKey = createKeyCheck(ask, nats);
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, payload, done) => void payload.resume().on('end', () => done(null)));
    scope.setErrorHandler((error, _request, reply) => {
      const { status, body } = toHttp(error);
      return reply.code(status).send({ ...body, errors: [{ message: body.message, extensions: { code: body.code } }] });
    });
    scope.get('/partner/v1/openapi.json', () => {
      throw new NotBuiltYet('The partner API');
    });
    for (const url of ['/partner/graphql', '/partner/v1/*']) {
      scope.all(url, {
        onRequest: async (request) => {
          if (!(await checkKey(request.headers['x-api-key'])))
            throw new Unauthenticated('X-Api-Key is missing or not valid');
        },
        handler: () => {
          throw new NotBuiltYet('The partner API');
        },
      });
    }
  });
}

/** Asks users, remembers for 5 s, and forgets at once what users says has changed. Only the key's hash leaves this process. */
export function createKeyCheck(
  ask: Ask,
  nats: NatsConnection,
): (key: string | string[] | undefined) => Promise<boolean> {
  const known = new Map<string, { valid: boolean; untilMs: number }>();
  const codec = JSONCodec<unknown>();
  nats.subscribe(partnerKeyChanged.subject, {
    callback: (_error, message) => {
      const read = partnerKeyChanged.schema.safeParse(codec.decode(message.data));
      if (read.success) known.delete(read.data.keyHash);
    },
  });
  return async (key) => {
    if (typeof key !== 'string' || key === '' || key.length > 255) return false;
    const keyHash = createHash('sha256').update(key).digest('hex');
    const found = known.get(keyHash);
    if (found && found.untilMs > Date.now()) return found.valid;
    const { valid } = await ask(askPartnerKey, { keyHash });
    if (known.size >= MOST_KEPT) known.clear();
    known.set(keyHash, { valid, untilMs: Date.now() + KEPT_MS });
    return valid;
  };
}
