import { expect, test } from 'vitest';
import { type ConfigRefused, readConfig } from './config.ts';

test('an empty environment gives the addresses and secrets of development', () => {
  expect(readConfig({})).toMatchObject({
    port: 4100,
    mailboxPort: 1080,
    publicUrl: 'http://localhost:4100',
    operatorUrl: 'http://127.0.0.1:4000',
    webhookUrl: 'http://127.0.0.1:4000',
    providerSecret: 'sandbox-secret',
    pspWebhookSecret: 'whsec_sandbox',
    pspApiKey: 'sk_sandbox',
  });
  expect(readConfig({ OPERATOR_URL: 'http://gateway:4000/', PORT: '' })).toMatchObject({
    operatorUrl: 'http://gateway:4000',
    webhookUrl: 'http://gateway:4000',
    port: 4100,
  });
});

test('every problem is told at once', () => {
  const problems = () => {
    try {
      readConfig({ PORT: 'abc', OPERATOR_URL: 'ftp://x', PROVIDER_SECRET: 'short' });
      return [];
    } catch (error) {
      return (error as ConfigRefused).problems.map((problem) => problem.split(':')[0]);
    }
  };
  expect(problems()).toEqual(['PORT', 'OPERATOR_URL', 'PROVIDER_SECRET']);
});

test('production is refused, whatever the secrets are', () => {
  expect(() => readConfig({ NODE_ENV: 'production', PROVIDER_SECRET: 'another-secret' })).toThrow(
    /never runs in production/,
  );
});
