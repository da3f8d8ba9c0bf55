import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { checkDialect } from './check-provider.ts';

const pem = { type: 'spki', format: 'pem' } as const;
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export(pem) as string;
const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export(pem) as string;
const check = (dialect: string, secret: string) =>
  checkDialect(dialect === 'bookmaker' || dialect === 'betby' ? 'BOOKMAKER' : 'STUDIO', dialect, secret);

test.each([
  ['croupier', 'short', '12 printable characters'],
  ['croupier', ' a-long-secret', 'no space at its ends'],
  ['croupier', 'a-long-secret\n', 'no space at its ends'],
  ['softswiss', rsa, 'not a PEM block'],
  ['hub88', 'a-long-secret', 'BEGIN PUBLIC KEY'],
  ['hub88', elliptic, 'a key of RSA'],
  ['hub88', `${rsa}-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----`, 'PRIVATE KEY cannot be read'],
  ['evolution', 'a-token-of-one line', 'without spaces'],
  ['evolution', 'a-long-token-1\na-long-token-2\na-long-token-3\na-long-token-4', 'one line, two or three'],
  ['bookmaker', rsa, 'not a PEM block'],
  ['betby', 'a-long-secret', 'BEGIN PUBLIC KEY'],
])('a secret that %s cannot sign with is refused by what is wrong with it: %j', (dialect, secret, fault) => {
  expect(() => check(dialect, secret)).toThrow(fault);
});

test('what a dialect signs with is taken', () => {
  check('croupier', 'a-long-secret');
  check('hub88', rsa);
  check('evolution', 'a-long-token-1\na-long-token-2\n');
  check('betby', rsa);
  check('betby', elliptic);
});
