import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

const pair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
export const bookmakerKeys = pair();
export const otherKeys = pair();
/** What an operator stores for it. */
export const secret = bookmakerKeys.publicKey.export({ type: 'spki', format: 'pem' }) as string;

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** `{ "payload": JWT }`, as a bookmaker of this style sends it. */
export function tokenBody(
  carried: object,
  { key = bookmakerKeys.privateKey as KeyObject, at = new Date(), header = {}, claims = {} } = {},
): string {
  const iat = Math.floor(at.getTime() / 1000);
  const head = { alg: key.asymmetricKeyType === 'rsa' ? 'RS256' : 'ES256', typ: 'JWT', ...header };
  const signed = `${part(head)}.${part({ iat, exp: iat + 60, payload: carried, ...claims })}`;
  const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url');
  return JSON.stringify({ payload: `${signed}.${signature}` });
}

/** A bookmaker of this style at our door; answers with the HTTP status and the body. */
export function callsOf(doorUrl: string, name: string) {
  return async (operation: string, carried: object, options?: Parameters<typeof tokenBody>[1]) => {
    const response = await fetch(`${doorUrl}/providers/${name}/${operation}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: tokenBody(carried, options),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
}
