import { hostileBytes, hostileTokens } from './hostile-bytes.ts';
import { hostileDocuments } from './hostile-documents.ts';
import { hostileForms } from './hostile-forms.ts';
import type { HostileRequest } from './hostile-request.ts';

/** The whole corpus, for a graph whose access tokens can be checked by `jwksUrl`. `token` is an honest one. */
export async function hostileRequests(graphUrl: string, jwksUrl: string, token: string): Promise<HostileRequest[]> {
  const jwks = (await (await fetch(jwksUrl)).json()) as { keys: JsonWebKey[] };
  return [
    ...hostileDocuments(),
    ...hostileForms(),
    ...hostileTokens(token, jwks.keys[0]!),
    ...hostileBytes(new URL(graphUrl).host),
  ];
}
