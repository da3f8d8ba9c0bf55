import { createCipheriv, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { isSealedByFirstKey, openSecret, sealSecret, secretKeyId, UnreadableSecret } from './secrets.ts';

const key = randomBytes(32).toString('base64');

test('a sealed secret opens with its key and its place, and two seals of one text differ', () => {
  const sealed = sealSecret(key, 'JBSWY3DPEHPK3PXP é', 'person:1:totp');
  expect(openSecret(key, sealed, 'person:1:totp')).toBe('JBSWY3DPEHPK3PXP é');
  expect(sealed).toMatch(new RegExp(`^k2\\.${secretKeyId(key)}\\.`));
  expect(sealed).not.toContain('JBSWY3DPEHPK3PXP');
  expect(sealSecret(key, 'JBSWY3DPEHPK3PXP é', 'person:1:totp')).not.toBe(sealed);
});

test('another key, another place and any changed byte are refused', () => {
  const sealed = sealSecret(key, 'secret', 'person:1:totp');
  expect(() => openSecret(randomBytes(32).toString('base64'), sealed, 'person:1:totp')).toThrow(UnreadableSecret);
  expect(() => openSecret(key, sealed, 'person:2:totp')).toThrow(UnreadableSecret);
  const bytes = Buffer.from(sealed.split('.')[2]!, 'base64url');
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes);
    changed[at]! ^= 1;
    expect(() => openSecret(key, `k2.${secretKeyId(key)}.${changed.toString('base64url')}`, 'person:1:totp')).toThrow(
      UnreadableSecret,
    );
  }
  for (const wrong of [
    '',
    'k1.',
    'k2.',
    'k1.' + sealed.slice(3),
    'k3' + sealed.slice(2),
    sealed.slice(0, -4),
    'plain',
  ]) {
    expect(() => openSecret(key, wrong, 'person:1:totp')).toThrow(UnreadableSecret);
  }
});

test('a key is changed while the house runs: the old one still opens, the new one seals', () => {
  const next = randomBytes(32).toString('base64');
  const sealed = sealSecret(key, 'secret', 'provider:acme');
  expect(openSecret(`${next},${key}`, sealed, 'provider:acme')).toBe('secret');
  expect(isSealedByFirstKey(`${next},${key}`, sealed)).toBe(false);
  const again = sealSecret(`${next},${key}`, 'secret', 'provider:acme');
  expect(isSealedByFirstKey(`${next},${key}`, again)).toBe(true);
  expect(openSecret(next, again, 'provider:acme')).toBe('secret');
  expect(() => openSecret(next, sealed, 'provider:acme')).toThrow(UnreadableSecret);
  expect(() => sealSecret(`${next},short`, 'secret')).toThrow();
});

test('what was sealed before keys had ids still opens, with any of the keys', () => {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(key, 'base64'), nonce).setAAD(
    Buffer.from('k1:provider:acme'),
  );
  const body = Buffer.concat([cipher.update('secret', 'utf8'), cipher.final()]);
  const sealed = `k1.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')}`;
  const next = randomBytes(32).toString('base64');
  expect(openSecret(`${next},${key}`, sealed, 'provider:acme')).toBe('secret');
  expect(isSealedByFirstKey(key, sealed)).toBe(false);
  expect(() => openSecret(next, sealed, 'provider:acme')).toThrow(UnreadableSecret);
});
