import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { REPOSITORY } from '../rooms.ts';
import { DATABASE_ROOMS } from '../rooms.ts';
import { generateSecrets } from '../secrets.ts';
import { environmentOf } from './environment.ts';
import { SERVICES } from './services.ts';
import { DEMO_BOT_TOKEN, readSettings, SETTING_NAMES, UnfitEnvironment } from './settings.ts';
import type { Facts } from './environment.ts';

const secrets = generateSecrets();
const production: NodeJS.ProcessEnv = {
  NODE_ENV: 'production',
  NATS_URL: 'nats://x:y@nats:4222',
  CLICKHOUSE_URL: 'http://x:y@clickhouse:8123/croupier',
  PUBLIC_URL: 'https://graph.example.org',
  WEB_URL: 'https://example.org',
  SMTP_URL: 'smtp://mail:25',
  TELEGRAM_BOT_TOKEN: '1:real',
  GATEWAY_SIGNING_KEY: secrets.gatewaySigningKey,
  ACCESS_TOKEN_KEY: secrets.accessTokenKey,
  SECRETS_KEY: secrets.secretsKey,
  COOKIE_SECRET: secrets.cookieSecret,
  ...Object.fromEntries(
    DATABASE_ROOMS.flatMap((room) => [
      [`${room.toUpperCase()}_DATABASE_URL`, `postgres://${room}@db/${room}`],
      [`${room.toUpperCase()}_OWNER_URL`, `postgres://${room}_owner@db/${room}`],
    ]),
  ),
};

function problemsOf(environment: NodeJS.ProcessEnv): string[] {
  try {
    readSettings(environment);
    return [];
  } catch (cause) {
    expect(cause).toBeInstanceOf(UnfitEnvironment);
    return (cause as Error).message.split('\n');
  }
}

test('a start in development needs nothing', () => {
  expect(problemsOf({})).toEqual([]);
});

test('a production start names everything that it lacks at once', () => {
  expect(problemsOf(production)).toEqual([]);
  const problems = problemsOf({ NODE_ENV: 'production' });
  expect(problems.map((problem) => problem.split(':')[0])).toEqual(
    Object.keys(production)
      .filter((name) => name !== 'NODE_ENV')
      .sort(),
  );
});

test('production refuses the demo and its identities', () => {
  expect(problemsOf({ ...production, CROUPIER_DEMO: '1' })).toEqual([
    'CROUPIER_DEMO: is refused with NODE_ENV=production',
  ]);
  expect(problemsOf({ ...production, TELEGRAM_BOT_TOKEN: DEMO_BOT_TOKEN })).toEqual([
    'TELEGRAM_BOT_TOKEN: is the demo token',
  ]);
});

test('anchors have a folder and a key, or neither', () => {
  const key = secrets.anchorKey;
  expect(problemsOf({ CROUPIER_ANCHOR_DIR: 'anchors', CROUPIER_ANCHOR_KEY: key })).toEqual([]);
  for (const half of [{ CROUPIER_ANCHOR_DIR: 'anchors' }, { CROUPIER_ANCHOR_KEY: key }])
    expect(problemsOf(half)).toEqual(['CROUPIER_ANCHOR_DIR: is set together with CROUPIER_ANCHOR_KEY, or neither']);
});

test('a problem never shows the value', () => {
  const problems = problemsOf({
    ...production,
    GATEWAY_SIGNING_KEY: 'hush-hush',
    NATS_URL: 'hush',
    GATEWAY_PORT: 'hush',
  });
  expect(problems.length).toBe(3);
  expect(problems.join()).not.toContain('hush');
});

test('.env.example names every variable', () => {
  const example = readFileSync(join(REPOSITORY, '.env.example'), 'utf8');
  const named = new Set([...example.matchAll(/^([A-Z_]+)=/gm)].map((match) => match[1]));
  const facts = {
    ports: {},
    databaseUrls: Object.fromEntries(DATABASE_ROOMS.map((room) => [room, {}])),
    natsUrls: {},
    ...secrets,
    isDemo: true,
    telegramBotToken: 'x',
    stateDir: '/x',
    anchors: { dir: '/x', key: 'x' },
  } as unknown as Facts;
  const given = SERVICES.flatMap((service) => [
    ...Object.keys(environmentOf(service, facts, {})),
    ...(service.optional ?? []),
  ]);
  expect([...new Set([...given, ...SETTING_NAMES])].filter((name) => !named.has(name))).toEqual([]);
});
