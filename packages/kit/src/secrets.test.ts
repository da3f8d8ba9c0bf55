import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { openSecret, sealSecret, UnreadableSecret } from './secrets.ts';

const key = randomBytes(32).toString('base64');

test('a sealed secret opens with its key and its place, and two seals of one text differ', () => {
  const sealed = sealSecret(key, 'JBSWY3DPEHPK3PXP é', 'person:1:totp');
  expect(openSecret(key, sealed, 'person:1:totp')).toBe('JBSWY3DPEHPK3PXP é');
  expect(sealed).toMatch(/^k1\./);
  expect(sealed).not.toContain('JBSWY3DPEHPK3PXP');
  expect(sealSecret(key, 'JBSWY3DPEHPK3PXP é', 'person:1:totp')).not.toBe(sealed);
});

test('another key, another place and any changed byte are refused', () => {
  const sealed = sealSecret(key, 'secret', 'person:1:totp');
  expect(() => openSecret(randomBytes(32).toString('base64'), sealed, 'person:1:totp')).toThrow(UnreadableSecret);
  expect(() => openSecret(key, sealed, 'person:2:totp')).toThrow(UnreadableSecret);
  const bytes = Buffer.from(sealed.slice(3), 'base64url');
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes);
    changed[at]! ^= 1;
    expect(() => openSecret(key, `k1.${changed.toString('base64url')}`, 'person:1:totp')).toThrow(UnreadableSecret);
  }
  for (const wrong of ['', 'k1.', 'k2.' + sealed.slice(3), sealed.slice(0, -4), 'plain']) {
    expect(() => openSecret(key, wrong, 'person:1:totp')).toThrow(UnreadableSecret);
  }
});
