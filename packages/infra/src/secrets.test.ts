import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { publicKeyOf, readOrCreateSecrets } from './secrets.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'croupier-secrets-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('secrets are made once, for their owner alone, and differ from one another', () => {
  const first = readOrCreateSecrets(folder);
  expect(readOrCreateSecrets(folder)).toEqual(first);
  expect(statSync(join(folder, 'secrets.json')).mode & 0o777).toBe(0o600);
  const passwords = [
    first.postgresPassword,
    first.clickhousePassword,
    first.cookieSecret,
    ...[first.appPasswords, first.ownerPasswords, first.natsPasswords].flatMap((group) => Object.values(group)),
  ];
  expect(new Set(passwords).size).toBe(passwords.length);
  expect(Buffer.from(first.secretsKey, 'base64').length).toBe(32);
});

test('the public key holds nothing private', () => {
  const { gatewaySigningKey } = readOrCreateSecrets(folder);
  expect(JSON.parse(gatewaySigningKey)).toMatchObject({ kty: 'OKP', crv: 'Ed25519', d: expect.any(String) as string });
  expect(JSON.parse(publicKeyOf(gatewaySigningKey))).not.toHaveProperty('d');
});

test('a file of before there were anchors gets a key for them, once', () => {
  const { anchorKey: _none, ...before } = readOrCreateSecrets(folder);
  writeFileSync(join(folder, 'secrets.json'), JSON.stringify(before));
  const { anchorKey, ...after } = readOrCreateSecrets(folder);
  expect(after).toEqual(before);
  expect(JSON.parse(anchorKey)).toMatchObject({ crv: 'Ed25519', d: expect.any(String) as string });
  expect(JSON.parse(readFileSync(join(folder, 'secrets.json'), 'utf8'))).toEqual({ ...before, anchorKey });
  expect(readOrCreateSecrets(folder).anchorKey).toBe(anchorKey);
});

test('a damaged file is refused and neither overwritten nor shown', () => {
  const text = JSON.stringify({ postgresPassword: 'hush' });
  writeFileSync(join(folder, 'secrets.json'), text);
  expect(() => readOrCreateSecrets(folder)).toThrow(/damaged \(postgresPassword/);
  expect(() => readOrCreateSecrets(folder)).not.toThrow('hush');
});
