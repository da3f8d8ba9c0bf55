import type { FastifyInstance } from 'fastify';
import type { Tracing } from './tracing.ts';

const UNTRACED = new Set(['/healthz', '/readyz', '/metrics']);

/**
 * Every request that finds a route is a piece of work, until its answer is sent or its caller has gone. With `goOn` it belongs to
 * its caller's trace, which the caller may have had sampled: for ports that only our own services reach.
 */
export function traceHttp(app: FastifyInstance, tracing: Tracing, { goOn }: { goOn: boolean }): void {
  app.addHook('onRequest', (request, reply, done) => {
    const route = request.routeOptions.url;
    if (route === undefined || UNTRACED.has(route)) return done();
    const traceparent = request.headers.traceparent;
    const work = tracing.open({
      name: `${request.method} ${route}`,
      kind: 'server',
      attributes: { 'http.request.method': request.method, 'http.route': route },
      below: goOn && typeof traceparent === 'string' ? traceparent : null,
    });
    reply.raw.once('close', () => {
      const { statusCode } = reply.raw;
      work.end({ 'http.response.status_code': statusCode }, statusCode >= 500);
    });
    work.within(done);
  });
}
