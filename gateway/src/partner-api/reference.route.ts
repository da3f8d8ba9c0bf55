import type { FastifyInstance, FastifyReply } from 'fastify';
import { type PartnerDoor, REST_PATH } from './door.ts';
import { openapiOf } from './openapi.ts';
import { type Language, REFERENCE_STYLE_HASH, referencePage } from './reference-page.ts';

const KEPT = 'public, max-age=60';

/** The OpenAPI document and the page that shows it: open to all, and nothing on the page comes from elsewhere or runs. */
export function mountReference(app: FastifyInstance, door: PartnerDoor): void {
  app.get(`${REST_PATH}/openapi.json`, async (_request, reply) =>
    reply
      .header('cache-control', KEPT)
      .header('access-control-allow-origin', '*')
      .send(openapiOf(door.contract().schema)),
  );
  app.get(REST_PATH, async (_request, reply) => reply.redirect(`${REST_PATH}/`, 308));
  app.get(`${REST_PATH}/`, async (request, reply) => {
    const asked = new URL(request.raw.url!, 'http://gateway').searchParams.get('lang');
    const page = referencePage(
      openapiOf(door.contract().schema),
      languageOf(asked, request.headers['accept-language']),
    );
    return protect(reply).type('text/html; charset=utf-8').send(page);
  });
}

function languageOf(asked: string | null, accepted = ''): Language {
  if (asked === 'ru' || asked === 'en') return asked;
  const first = accepted.slice(0, 200).split(',').map((each) => each.trim().slice(0, 2).toLowerCase()).find((each) => each === 'ru' || each === 'en'); // prettier-ignore
  return first === 'ru' ? 'ru' : 'en';
}

const protect = (reply: FastifyReply): FastifyReply =>
  reply.headers({
    'content-security-policy': `default-src 'none'; style-src '${REFERENCE_STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': KEPT,
    vary: 'accept-language',
  });
