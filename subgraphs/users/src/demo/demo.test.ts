import { servers } from '@croupier/testkit';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensurePartnerKey } from '../partners/create-partner-key.ts';
import { dataOf, codeOf, DOCUMENTS, identityOf, type SessionAnswer } from '../testing/journey.testing.ts';
import { gatesOf, startUsers, type TestUsers } from '../testing/start-users.testing.ts';
import { usersConfig } from '../config.ts';
import { openForScripts } from './open-for-scripts.ts';
import { issueDemoSession } from './issue-demo-session.ts';
import { registerDemoPerson } from './register-demo-person.ts';
import { eventually } from '@croupier/testkit';

let users: TestUsers;
let without: TestUsers;
beforeAll(async () => void ([users, without] = await Promise.all([startUsers({ CROUPIER_DEMO: '1' }), startUsers()])));
afterAll(() => Promise.all([users.stop(), without.stop()]));

const olga = {
  telegramId: '1',
  displayName: 'Olga',
  email: 'olga@demo.test',
  roles: ['ADMIN' as const],
  kycApproved: true,
  totpSecret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
};
const SIGN_IN =
  'mutation { signInAsDemo(input: { name: "Olga" }) { accessToken refreshToken user { id roles kyc { status level } } } }';

test('a demo person is made once, and signs in by name in one click', async () => {
  const [first, second] = await Promise.all([
    registerDemoPerson(users.context(), olga),
    registerDemoPerson(users.context(), olga),
  ]);
  expect(second.id).toBe(first.id);
  expect(dataOf(await users.graph('{ demoPeople }'))).toEqual(['Olga']);
  const session = dataOf<SessionAnswer>(await users.graph(SIGN_IN));
  expect(session.user).toMatchObject({ id: first.id, roles: ['ADMIN'], kyc: { status: 'APPROVED', level: 1 } });
  const { exp, iat, sxp } = decodeJwt(session.accessToken);
  expect(exp! - iat!).toBe(7_200);
  expect((sxp as number) - iat!).toBe(30 * 86_400);
  dataOf(await users.graph(DOCUMENTS.refresh, { input: { refreshToken: session.refreshToken } }));
  await eventually(() => expect(gatesOf(users.wallet, first.id).length).toBeGreaterThan(0));
});

test('what a script does on the database alone is carried out by the running service', async () => {
  const { secrets } = servers();
  const { DATABASE_URL: databaseUrl } = users.config;
  const accessTokenKey = JSON.parse(secrets.accessTokenKey) as JsonWebKey;
  const script = await openForScripts({ databaseUrl, accessTokenKey, secretsKey: secrets.secretsKey });
  const bob = { ...olga, telegramId: '2', displayName: 'Bob', email: 'bob@demo.test', roles: ['PLAYER' as const] };
  const { id } = await registerDemoPerson(script.context(), bob);
  const { accessToken } = await issueDemoSession(script.context(), id);
  await script.close();
  expect(dataOf(await users.graph('{ me { displayName } }', {}, identityOf(accessToken)))).toEqual({
    displayName: 'Bob',
  });
  await eventually(() => expect(gatesOf(users.wallet, id).length).toBeGreaterThan(0));
});

test('a demo token takes a shorter life and other claims; its session does not', async () => {
  const { id } = await registerDemoPerson(users.context(), olga);
  const { accessToken } = await issueDemoSession(users.context(), id, {
    ttlSeconds: 5,
    claims: { aud: 'other', roles: ['PLAYER'] },
  });
  const claims = decodeJwt(accessToken);
  expect(claims).toMatchObject({ aud: 'other', roles: ['PLAYER'], sub: id });
  expect(claims.exp! - claims.iat!).toBe(5);
});

test('without CROUPIER_DEMO there is no such door', async () => {
  await registerDemoPerson(without.context(), olga);
  expect(codeOf(await without.graph(SIGN_IN))).toBe('NOT_FOUND');
  expect(dataOf(await without.graph('{ demoPeople }'))).toBeNull();
});

test('the demo partner’s key is made once', async () => {
  const wish = { name: 'Demo', keyText: 'demo-partner-key' };
  expect((await ensurePartnerKey(users.context(), wish)).id).toBe((await ensurePartnerKey(users.context(), wish)).id);
});

test('the configuration wants a bot of its own outside the demo, and refuses the demo bot in production', () => {
  const { secrets } = servers();
  const base = {
    PORT: '0',
    DATABASE_URL: 'postgres://x:y@127.0.0.1/z',
    NATS_URL: 'nats://127.0.0.1:1',
    GATEWAY_VERIFY_KEY: secrets.gatewaySigningKey,
    ACCESS_TOKEN_KEY: secrets.accessTokenKey,
    SECRETS_KEY: secrets.secretsKey,
    SMTP_URL: 'smtp://127.0.0.1:25',
  };
  const demoBot = `777777777:${'a'.repeat(35)}`;
  expect(usersConfig.safeParse(base).success).toBe(false);
  expect(usersConfig.safeParse({ ...base, CROUPIER_DEMO: '1' }).success).toBe(true);
  expect(usersConfig.safeParse({ ...base, TELEGRAM_BOT_TOKEN: demoBot, NODE_ENV: 'production' }).success).toBe(false);
});
