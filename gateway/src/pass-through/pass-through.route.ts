import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerJson, IDENTITY_HEADER, type Logger, toHttp } from '@croupier/kit';
import type { FastifyInstance, HTTPMethods } from 'fastify';
import type { Identify } from '../identity/caller.ts';
import type { Forwarder, Forwarding } from './forward.ts';

export interface PassThrough {
  forwarder: Forwarder;
  identify: Identify;
  addressOf: (request: IncomingMessage) => string;
  log: Logger;
  origins: { users: string; reports: string; callbacks: string; webhooks: string };
  /** what Telegram sends in X-Telegram-Bot-Api-Secret-Token; null refuses every call */
  telegramSecret: string | null;
}

type Handle = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

const TRY_AGAIN = { body: { status: 'TRY_AGAIN' } };
const UNAVAILABLE = {
  headers: { 'retry-after': '1' },
  body: { code: 'PROVIDER_UNAVAILABLE', message: 'A part that is needed does not answer; try again' },
};

/** To studios and bookmakers a body that is too large is malformed like any other, with a status in it (interface.md). */
const MALFORMED = { status: 400, body: { status: 'INVALID_REQUEST', message: 'The body is larger than 256 KB' } };

/** The addresses of others' servers (studios, bookmakers, PSPs) and of downloads: handed on to the room behind. */
export function mountPassThrough(app: FastifyInstance, parts: PassThrough): void {
  const { origins, forwarder, addressOf } = parts;
  const to =
    (origin: string, unavailable: Forwarding['unavailable'], tooLarge?: Forwarding['tooLarge']): Handle =>
    (request, response) =>
      forwarder.forward(request, response, origin, { unavailable, address: addressOf(request), tooLarge });
  raw(app, parts.log, 'POST', '/providers/:provider/:operation', to(origins.callbacks, TRY_AGAIN, MALFORMED));
  raw(app, parts.log, 'POST', '/api/:operation', to(origins.callbacks, UNAVAILABLE, MALFORMED));
  raw(app, parts.log, 'POST', '/webhooks/telegram', telegram(parts.telegramSecret));
  raw(app, parts.log, 'POST', '/webhooks/:psp', to(origins.webhooks, UNAVAILABLE));
  raw(app, parts.log, 'GET', '/.well-known/jwks.json', to(origins.users, UNAVAILABLE));
  raw(app, parts.log, 'GET', '/reports/exports/:id', download(parts));
}

/** Mounts an edge that gets the request before anything has read it. */
function raw(app: FastifyInstance, log: Logger, method: HTTPMethods, url: string, handle: Handle): void {
  app.route({
    method,
    url,
    exposeHeadRoute: false,
    onRequest: (request, reply) => {
      reply.hijack();
      handle(request.raw, reply.raw).catch((error: unknown) => {
        const { status, body } = toHttp(error);
        if (status === 500) log.error({ err: error, url: request.raw.url }, 'a pass-through failed');
        answerJson(reply.raw, { status, body });
      });
    },
    handler: () => undefined,
  });
}

/** A download belongs to who asked for it: reports decides by the identity that we sign. */
function download({ forwarder, identify, addressOf, origins }: PassThrough): Handle {
  return async (request, response) => {
    const address = addressOf(request);
    const caller = await identify(request.headers.authorization, address);
    const { authorization: _token, cookie: _cookie, ...headers } = request.headers;
    request.headers = headers;
    const identity = (await caller.identityToken?.()) ?? '';
    await forwarder.forward(request, response, origins.reports, {
      unavailable: UNAVAILABLE,
      address,
      headers: { [IDENTITY_HEADER]: identity },
    });
  };
}

function telegram(secret: string | null): Handle {
  return async (request, response) => {
    const given = Buffer.from(String(request.headers['x-telegram-bot-api-secret-token'] ?? ''));
    const expected = Buffer.from(secret ?? '');
    const right = expected.length > 0 && given.length === expected.length && timingSafeEqual(given, expected);
    if (!right)
      return answerJson(response, {
        status: 401,
        body: { code: 'UNAUTHENTICATED', message: 'The secret token is wrong' },
      });
    answerJson(response, { status: 501, body: { code: 'NOT_IMPLEMENTED', message: 'The bot is not built yet' } });
  };
}
