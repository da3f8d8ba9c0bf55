import { DomainError, type Running, toHttp } from '@croupier/kit';
import type { FastifyInstance } from 'fastify';
import type { PaymentsRoom } from '../room.ts';
import { takeWebhook } from './take-webhook.ts';

/** `POST /webhooks/{psp}`: signatures are over raw bytes, so bodies stay what they are. */
export function routeWebhooks(app: FastifyInstance, { makeContext, log }: Running<PaymentsRoom>): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    if (error instanceof DomainError) {
      const { status, body } = toHttp(error);
      log.info({ url: request.url, code: body.code }, 'a webhook was refused');
      return reply.code(status).send(body);
    }
    if (error.statusCode && error.statusCode < 500) {
      return reply.code(error.statusCode).send({ code: 'BAD_USER_INPUT', message: 'The request is malformed' });
    }
    log.error({ err: error, url: request.url }, 'a webhook could not be taken');
    // The PSP sends it again.
    return reply.code(503).header('retry-after', '1').send(toHttp(error).body);
  });
  app.post<{ Params: { psp: string } }>('/webhooks/:psp', async (request) => {
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const verdict = await takeWebhook(makeContext(), request.params.psp, { headers: request.headers, body });
    return { received: true, effect: verdict === 'APPLIED' };
  });
}
