import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { REPOSITORY } from './rooms.ts';
import { findNatsServer, natsConfiguration } from './nats.ts';
import { NATS_USER_NAMES, natsPasswordVariable, natsUsers } from './nats-users.ts';
import { SERVICES } from './supervisor/services.ts';
import type { NatsUserName } from './nats-users.ts';

const read = (name: string): string => readFileSync(join(REPOSITORY, name), 'utf8');

/** What deploy/nats.conf is to hold: the same permissions as the embedded default, passwords from the environment. */
function expectedNatsConfiguration(): string {
  const variables = Object.fromEntries(
    NATS_USER_NAMES.map((name) => [name, `$${natsPasswordVariable(name)}`]),
  ) as Record<NatsUserName, string>;
  const text = natsConfiguration({ listen: '0.0.0.0:4222', storeDir: '/data', users: natsUsers(variables) });
  return `# Generated from packages/infra/src/nats-users.ts: UPDATE=1 npx vitest run packages/infra/src/deploy.test.ts\n${text.replace(/"(\$[A-Z_]+_NATS_PASSWORD)"/g, '$1')}`;
}

test('deploy/nats.conf gives everyone the permissions of the embedded default', async () => {
  const expected = expectedNatsConfiguration();
  if (process.env['UPDATE'])
    await import('node:fs').then((fs) => fs.writeFileSync(join(REPOSITORY, 'deploy/nats.conf'), expected));
  expect(read('deploy/nats.conf')).toBe(expected);
});

test('nats-server accepts deploy/nats.conf', () => {
  const passwords = Object.fromEntries(NATS_USER_NAMES.map((name) => [natsPasswordVariable(name), `pass-${name}`]));
  const file = join(REPOSITORY, 'deploy/nats.conf');
  const run = (env: NodeJS.ProcessEnv): string =>
    execFileSync(findNatsServer(), ['-c', file, '-t'], { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  run(passwords);
  // A password that is missing is an error, not an empty password.
  expect(() => run({})).toThrow();
});

test('every service has a place in docker-compose.yml and an image', () => {
  const compose = read('docker-compose.yml');
  const dockerfile = read('deploy/Dockerfile');
  for (const { name, isDemoOnly } of SERVICES) {
    if (isDemoOnly) continue;
    expect(compose).toMatch(new RegExp(`^  ${name}:$`, 'm'));
    expect(dockerfile).toMatch(new RegExp(`^FROM service AS ${name}$`, 'm'));
  }
});

test('.env.example names every variable that docker-compose.yml takes', () => {
  const named = new Set([...read('.env.example').matchAll(/^([A-Z_]+)=/gm)].map((match) => match[1]));
  const taken = [...read('docker-compose.yml').matchAll(/(?<!\$)\$\{([A-Z_]+)/g)].map((match) => match[1] as string);
  expect([...new Set(taken)].filter((name) => !named.has(name))).toEqual([]);
});
