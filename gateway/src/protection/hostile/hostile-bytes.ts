import { createHmac } from 'node:crypto';
import type { HostileRequest } from './hostile-request.ts';

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Tokens that nobody of ours signed, made out of one that we did. `publicKey` is what anybody can read at our JWKS. */
export function hostileTokens(good: string, publicKey: JsonWebKey): HostileRequest[] {
  const [head, claims, signature] = good.split('.') as [string, string, string];
  const read = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>;
  const hmac = (header: object, secret: string): string => {
    const text = `${part(header)}.${claims}`;
    return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
  };
  const headed = (header: object): string => `${part({ alg: 'EdDSA', kid: 'one', ...header })}.${claims}.${signature}`;
  const claimed = (more: object): string => `${head}.${part({ ...read, ...more })}.${signature}`;
  const tokens: Record<string, string> = {
    'alg none': `${part({ alg: 'none' })}.${claims}.`,
    'alg None': `${part({ alg: 'None', kid: 'one' })}.${claims}.${signature}`,
    'alg NONE, unsigned': `${part({ alg: 'NONE', kid: 'one' })}.${claims}.`,
    'HS256 by the public key': hmac({ alg: 'HS256', kid: 'one' }, publicKey.x!),
    'HS256 by the JWK': hmac({ alg: 'HS256', kid: 'one' }, JSON.stringify(publicKey)),
    'HS256 by nothing': hmac({ alg: 'HS256' }, ''),
    RS256: headed({ alg: 'RS256' }),
    'ES256 of zeros': `${part({ alg: 'ES256', kid: 'one' })}.${claims}.${Buffer.alloc(64).toString('base64url')}`,
    'an own key in the header': headed({ jwk: publicKey }),
    'an address of keys': headed({ jku: 'http://127.0.0.1:1/keys' }),
    'a certificate': headed({ x5u: 'http://127.0.0.1:1/x', x5c: ['AAAA'] }),
    'an unknown key': headed({ kid: 'two' }),
    'a key that is a path': headed({ kid: '../../../dev/null' }),
    'a key that is SQL': headed({ kid: "x' union select 'y" }),
    'a critical extension': headed({ crit: ['exp'] }),
    'an unencoded payload': headed({ b64: false, crit: ['b64'] }),
    'more roles': claimed({ roles: ['ADMIN'] }),
    'another person': claimed({ sub: 'bob' }),
    'a later end': claimed({ exp: 9_999_999_999 }),
    'no signature': `${head}.${claims}.`,
    'half a signature': `${head}.${claims}.${signature.slice(0, 20)}`,
    'a signature of zeros': `${head}.${claims}.${Buffer.alloc(64).toString('base64url')}`,
    'two parts': `${head}.${claims}`,
    'four parts': `${good}.x`,
    dots: '..',
    'no token': '',
    'a long token': 'a'.repeat(8_193),
    'claims that are no JSON': `${head}.bm9wZQ.${signature}`,
    'claims that are a list': `${head}.${part([])}.${signature}`,
    'the parts swapped': `${claims}.${head}.${signature}`,
    'an encrypted one': `${part({ alg: 'dir', enc: 'A128GCM' })}..AAAA.AAAA.AAAA`,
  };
  const forged = Object.entries(tokens).map(([name, token]) => ({
    name: `a token with ${name}`,
    headers: { authorization: `Bearer ${token === '' ? 'x y' : token}` },
    body: '{"query":"{ anyone }"}',
  }));
  const others = ['Basic YTpi', `Token ${good}`, `Bearer ${good} ${good}`, `Bearer ${good},`, good, `Bearer "${good}"`];
  return [
    ...forged,
    ...others.map((authorization, at) => ({ name: `another scheme ${at}`, headers: { authorization }, body: '{"query":"{ anyone }"}' })), // prettier-ignore
  ];
}

/** Requests that two servers may read differently, or that no client would send. */
export function hostileBytes(host: string): HostileRequest[] {
  const body = JSON.stringify({ query: '{ undeclared }' });
  const head = (lines: string[], start = 'POST /graphql HTTP/1.1'): string =>
    `${[start, ...lines].join('\r\n')}\r\n\r\n`;
  const usual = [`Host: ${host}`, 'Content-Type: application/json', 'Connection: close'];
  const length = `Content-Length: ${body.length}`;
  const shapes: Record<string, string | Buffer> = {
    'a length and chunks': `${head([...usual, 'Content-Length: 4', 'Transfer-Encoding: chunked'])}0\r\n\r\nGET /metrics HTTP/1.1\r\n\r\n`,
    'two lengths': `${head([...usual, length, 'Content-Length: 1'])}${body}`,
    'a length with a sign': `${head([...usual, `Content-Length: +${body.length}`])}${body}`,
    'a negative length': `${head([...usual, 'Content-Length: -1'])}${body}`,
    'a length in hex': `${head([...usual, 'Content-Length: 0x10'])}${body}`,
    'a length beyond numbers': `${head([...usual, 'Content-Length: 99999999999999999999'])}${body}`,
    'a length above 256 KB': head([...usual, 'Content-Length: 300000']),
    'two encodings': `${head([...usual, 'Transfer-Encoding: chunked', 'Transfer-Encoding: identity'])}0\r\n\r\n`,
    'an unknown encoding': `${head([...usual, 'Transfer-Encoding: xchunked'])}0\r\n\r\n`,
    'a space before the colon': `${head([...usual, `Content-Length : ${body.length}`])}${body}`,
    'a folded header': `${head([...usual, 'X-A: b\r\n c', length])}${body}`,
    'a chunk that is no number': `${head([...usual, 'Transfer-Encoding: chunked'])}zz\r\n{}\r\n0\r\n\r\n`,
    'a chunk too long': `${head([...usual, 'Transfer-Encoding: chunked'])}FFFFFFFFFFFFFFFFF\r\n`,
    'a NUL in a header': `${head([...usual, 'X-A: a\0b', length])}${body}`,
    'line feeds alone': `POST /graphql HTTP/1.1\nHost: ${host}\n\n`,
    'no host': `${head(['Content-Type: application/json', 'Connection: close', length])}${body}`,
    'two hosts': `${head([...usual, 'Host: evil.example', length])}${body}`,
    'no version': 'POST /graphql\r\n\r\n',
    'a version to come': head(usual, 'POST /graphql HTTP/9.9'),
    'another protocol': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    TLS: Buffer.from('16030100a5010000a10303', 'hex'),
    'a tunnel': head(usual, 'CONNECT evil.example:443 HTTP/1.1'),
    'a trace': head(usual, 'TRACE /graphql HTTP/1.1'),
    'a method that is none': head(usual, 'H4CK /graphql HTTP/1.1'),
    'an absolute address': head(usual, 'GET http://evil.example/graphql HTTP/1.1'),
    'a path upwards': head(usual, 'GET /graphql/../../etc/passwd HTTP/1.1'),
    'an encoded path upwards': head(usual, 'GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1'),
    'a header of 64 KB': head([...usual, `X-A: ${'a'.repeat(65_536)}`]),
    'a thousand headers': head([...usual, ...Array.from({ length: 1_000 }, (_, at) => `X-${at}: a`)]),
    'an upgrade to h2c': head([`Host: ${host}`, 'Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAAP__']), // prettier-ignore
    'a socket of a foreign page': head([`Host: ${host}`, 'Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', 'Sec-WebSocket-Protocol: graphql-transport-ws', 'Origin: https://evil.example'], 'GET /graphql HTTP/1.1'), // prettier-ignore
  };
  // Node reads the first of two hosts; we read none.
  const outcomeOf = (name: string): HostileRequest['outcome'] => (name === 'two hosts' ? 'answered' : 'closed');
  return Object.entries(shapes).map(([name, raw]) => ({ name: `bytes with ${name}`, raw, outcome: outcomeOf(name) }));
}
