import { expect, test } from 'vitest';
import { walletConfig } from '../config.ts';
import { readFaults } from './fault.ts';

test('a fault names its point, its passing and its signal', () => {
  expect(readFaults('before-commit:20')).toEqual([{ point: 'before-commit', passing: 20, signal: 'SIGKILL' }]);
  expect(readFaults('after-read:1:SIGSTOP, after-answer:3')).toEqual([
    { point: 'after-read', passing: 1, signal: 'SIGSTOP' },
    { point: 'after-answer', passing: 3, signal: 'SIGKILL' },
  ]);
  for (const text of [
    '',
    'before-commit',
    'before-commit:0',
    'before-lunch:1',
    'after-read:1:SIGTERM',
    'after-read:1,',
  ])
    expect(readFaults(text), text).toBeNull();
});

test('production refuses faults', () => {
  const key = { kty: 'OKP', crv: 'Ed25519', x: 'x' };
  const environment = {
    ...{ PORT: '0', DATABASE_URL: 'postgres://h/d', NATS_URL: 'nats://h', GATEWAY_VERIFY_KEY: JSON.stringify(key) },
    CROUPIER_FAULT: 'before-commit:20',
  };
  expect(walletConfig.parse(environment).CROUPIER_FAULT).toHaveLength(1);
  const refused = walletConfig.safeParse({ ...environment, NODE_ENV: 'production' });
  expect(refused.error?.issues.map(({ path, message }) => [path.join('.'), message])).toEqual([
    ['CROUPIER_FAULT', 'is refused with NODE_ENV=production'],
  ]);
});
