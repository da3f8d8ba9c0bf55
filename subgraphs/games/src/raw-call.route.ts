import type { IncomingHttpHeaders } from 'node:http';
import { answerJson, readRaw } from '@croupier/kit';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { HttpAnswer } from './providers/provider.ts';

const MOST_BYTES = 256 * 1024;
const TOO_LARGE: HttpAnswer = {
  status: 400,
  headers: { connection: 'close' },
  body: { status: 'INVALID_REQUEST', message: 'The body is larger than 256 KB' },
};
const TRY_AGAIN: HttpAnswer = { status: 503, headers: { 'retry-after': '1' }, body: { status: 'TRY_AGAIN' } };

/** What an outside party sent, as it came: signatures are over the raw bytes, whatever type it gives them. */
export interface CallFromOutside<Params> {
  params: Params;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** Mounts `POST url`: the framework finds the route and does nothing else. What `answer` throws is told as 503. */
export function answerAt<Params>(
  app: FastifyInstance,
  url: string,
  log: Logger,
  answer: (call: CallFromOutside<Params>) => Promise<HttpAnswer>,
): void {
  app.route({
    method: 'POST',
    url,
    onRequest: ({ raw, params }, reply) => {
      reply.hijack();
      const judged = readRaw(raw, MOST_BYTES).then((body) =>
        body === null
          ? TOO_LARGE
          : answer({ params: params as Params, query: queryOf(raw.url!), headers: raw.headers, body }),
      );
      judged.then(
        (answered) => answerJson(reply.raw, answered),
        (error: unknown) => {
          if (!raw.complete) return; // the caller went before the end of its body
          log.error({ err: error, url: raw.url }, 'a callback failed');
          answerJson(reply.raw, TRY_AGAIN);
        },
      );
    },
    handler: () => undefined,
  });
}

const queryOf = (url: string): URLSearchParams => new URLSearchParams(url.split('?', 2)[1] ?? '');
