import { eventually } from '@croupier/testkit';
import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { query } from '@croupier/kit';
import {
  codeOf,
  dataOf,
  DOCUMENTS,
  newTelegramId,
  proveEmail,
  register,
  telegramLogin,
  totpCode,
  type SessionAnswer,
} from '../testing/journey.testing.ts';
import { gatesOf, startUsers, type TestUsers } from '../testing/start-users.testing.ts';
import { confirmEmailCode } from './confirm-email-code.ts';

let users: TestUsers;
beforeAll(async () => void (users = await startUsers()));
afterAll(() => users.stop());

const start = async (telegramId = newTelegramId()) =>
  dataOf<{ id: string; nextStep: string }>(await users.graph(DOCUMENTS.telegram, { input: telegramLogin(telegramId) }));
const mailTo = (challengeId: string, email: string) => users.graph(DOCUMENTS.email, { input: { challengeId, email } });
const confirmMail = (challengeId: string, code: string) =>
  users.graph(DOCUMENTS.emailCode, { input: { challengeId, code } });
const confirm = (challengeId: string, code: string) => users.graph(DOCUMENTS.confirm, { input: { challengeId, code } });
const wrong = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

test('a new person walks from Telegram to a session; their gate and the news of them go out', async () => {
  const news = users.admin.subscribe('users.user_registered.v1');
  const { session, telegramId, secret } = await register(users);
  expect(session.user).toMatchObject({
    displayName: 'Test',
    roles: ['PLAYER'],
    status: 'ACTIVE',
    email: `p${telegramId}@example.test`,
  });
  const jwks = (await (await fetch(`${users.subgraph.url}/.well-known/jwks.json`)).json()) as JSONWebKeySet;
  expect(jwks.keys[0]).not.toHaveProperty('d');
  const { payload, protectedHeader } = await jwtVerify(session.accessToken, createLocalJWKSet(jwks), {
    issuer: 'croupier',
    audience: 'croupier',
  });
  expect(protectedHeader).toMatchObject({ alg: 'EdDSA', kid: jwks.keys[0]!.kid });
  expect(payload).toMatchObject({ sub: session.user.id, roles: ['PLAYER'] });
  expect(payload.exp! - payload.iat!).toBe(900);
  // Each is rounded to a second on its own.
  expect(Math.abs((payload.sxp as number) - payload.iat! - 30 * 86_400)).toBeLessThanOrEqual(1);
  expect(gatesOf(users.wallet, session.user.id)[0]).toMatchObject({
    number: 1,
    status: 'ACTIVE',
    until: null,
    timeZone: 'UTC',
    limits: [],
  });
  for await (const message of news) {
    expect(message.json()).toMatchObject({ userId: session.user.id, displayName: 'Test', locale: 'en' });
    break;
  }
  const [stored] = await query<{ totp_secret: string }>(
    users.context().em,
    'select totp_secret from person where id = ?',
    [session.user.id],
  );
  expect(stored!.totp_secret).toMatch(/^k2\./);
  expect(stored!.totp_secret).not.toContain(secret);
});

test('a known person goes straight to the second factor, and a TOTP code works once', async () => {
  const person = await register(users);
  const again = await start(person.telegramId);
  expect(again.nextStep).toBe('SECOND_FACTOR');
  expect(codeOf(await confirm(again.id, person.enrolCode))).toBe('CODE_INVALID');
  const next = totpCode(person.secret, 1);
  expect(dataOf<SessionAnswer>(await confirm(again.id, next)).user.id).toBe(person.session.user.id);
  expect(codeOf(await confirm(again.id, next))).toBe('CHALLENGE_EXPIRED');
  const third = await start(person.telegramId);
  expect(codeOf(await confirm(third.id, next))).toBe('CODE_INVALID');
});

test('one TOTP code sent by two sockets at once opens one session', async () => {
  const person = await register(users);
  const [one, two] = [await start(person.telegramId), await start(person.telegramId)];
  const code = totpCode(person.secret, 1);
  const answers = await Promise.all([confirm(one.id, code), confirm(two.id, code)]);
  expect(answers.map(codeOf).sort()).toEqual(['CODE_INVALID', undefined]);
});

test('whoever holds only the Telegram of a known person cannot choose a new second factor or address', async () => {
  const person = await register(users);
  const { id } = await start(person.telegramId);
  expect(codeOf(await users.graph(DOCUMENTS.enrol, { input: { challengeId: id, method: 'TOTP' } }))).toBe('CONFLICT');
  expect(codeOf(await mailTo(id, 'thief@example.test'))).toBe('CONFLICT');
});

test('a person with SMS is sent a code when they enrol and when they come back', async () => {
  const telegramId = newTelegramId();
  const challengeId = await proveEmail(users, telegramId, 'sms@example.test');
  const enrol = { challengeId, method: 'SMS', phone: '+371 20000000' };
  expect(codeOf(await users.graph(DOCUMENTS.enrol, { input: { ...enrol, phone: '12' } }))).toBe('BAD_USER_INPUT');
  expect(dataOf(await users.graph(DOCUMENTS.enrol, { input: enrol }))).toMatchObject({
    method: 'SMS',
    secret: null,
    otpauthUrl: null,
  });
  const first = await users.mailbox.codeFor('37120000000@sms.local');
  expect(codeOf(await confirm(challengeId, wrong(first)))).toBe('CODE_INVALID');
  dataOf(await confirm(challengeId, first));
  const again = await start(telegramId);
  const second = await users.mailbox.codeFor('37120000000@sms.local', 1);
  dataOf(await confirm(again.id, second));
});

test('forged, old and future logins are refused, and each login counts once, also at once', async () => {
  const login = telegramLogin(newTelegramId());
  const send = (input: object) => users.graph(DOCUMENTS.telegram, { input });
  expect(codeOf(await send({ ...login, id: '1' }))).toBe('UNAUTHENTICATED');
  expect(codeOf(await send({ ...login, lastName: 'x' }))).toBe('UNAUTHENTICATED');
  expect(codeOf(await send({ ...login, hash: 'x' }))).toBe('BAD_USER_INPUT');
  expect(codeOf(await send({ ...login, firstName: 'a\nid=5' }))).toBe('BAD_USER_INPUT');
  expect(codeOf(await send(telegramLogin('5', { atMs: Date.now() - 605_000 })))).toBe('UNAUTHENTICATED');
  expect(codeOf(await send(telegramLogin('5', { atMs: Date.now() + 90_000 })))).toBe('UNAUTHENTICATED');
  const answers = await Promise.all([send(login), send(login), send(login)]);
  expect(answers.map(codeOf).sort()).toEqual(['UNAUTHENTICATED', 'UNAUTHENTICATED', undefined]);
});

test('five wrong codes end a challenge, however many are sent at once; the right one then comes too late', async () => {
  const { id } = await start();
  await mailTo(id, 'five@example.test');
  const code = await users.mailbox.codeFor('five@example.test');
  const answers = await Promise.all(Array.from({ length: 12 }, () => confirmMail(id, wrong(code))));
  const codes = answers.map(codeOf);
  expect(codes.filter((each) => each === 'CODE_INVALID')).toHaveLength(5);
  expect(codes.filter((each) => each === 'RATE_LIMITED')).toHaveLength(7);
  expect(codeOf(await confirmMail(id, code))).toBe('RATE_LIMITED');
});

test('twenty wrong codes in an hour lock a person out over all their challenges', async () => {
  const telegramId = newTelegramId();
  for (let challenge = 0; challenge < 4; challenge++) {
    const { id } = await start(telegramId);
    const seen = users.mailbox.countFor('twenty@example.test');
    await mailTo(id, 'twenty@example.test');
    const code = await users.mailbox.codeFor('twenty@example.test', seen);
    for (let attempt = 0; attempt < 5; attempt++)
      expect(codeOf(await confirmMail(id, wrong(code)))).toBe('CODE_INVALID');
  }
  const { id } = await start(telegramId);
  const seen = users.mailbox.countFor('twenty@example.test');
  await mailTo(id, 'twenty@example.test');
  expect(codeOf(await confirmMail(id, await users.mailbox.codeFor('twenty@example.test', seen)))).toBe('RATE_LIMITED');
});

test('right codes are not counted as attempts', async () => {
  const { session } = await register(users);
  const attempts = await query(
    users.context().em,
    'select 1 from sign_in_attempt a join person p using (telegram_id) where p.id = ?',
    [session.user.id],
  );
  expect(attempts).toHaveLength(0);
});

test('ten mails a challenge, and only the newest code counts', async () => {
  const { id } = await start();
  await mailTo(id, 'ten@example.test');
  const first = await users.mailbox.codeFor('ten@example.test');
  const rest = await Promise.all(Array.from({ length: 12 }, () => mailTo(id, 'ten@example.test')));
  expect(rest.filter((answer) => codeOf(answer) === 'RATE_LIMITED')).toHaveLength(3);
  expect(users.mailbox.countFor('ten@example.test')).toBe(10);
  expect(codeOf(await confirmMail(id, first))).toBe('CODE_INVALID');
});

test('a code that is asked for while another is tried answers neither with a failure of ours', async () => {
  const { id } = await start();
  await mailTo(id, 'both@example.test');
  const code = await users.mailbox.codeFor('both@example.test');
  const answers = await Promise.all(
    Array.from({ length: 4 }, () => [confirmMail(id, wrong(code)), mailTo(id, 'both@example.test')]).flat(),
  );
  expect(answers.map(codeOf)).not.toContain('INTERNAL_ERROR');
});

test('an expired code and an expired challenge are refused', async () => {
  const { id } = await start();
  await mailTo(id, 'late@example.test');
  const code = await users.mailbox.codeFor('late@example.test');
  const later = (minutes: number) => users.context(undefined, () => new Date(Date.now() + minutes * 60_000));
  await expect(confirmEmailCode(later(11), { challengeId: id, code })).rejects.toMatchObject({ code: 'CODE_INVALID' });
  await expect(confirmEmailCode(later(16), { challengeId: id, code })).rejects.toMatchObject({
    code: 'CHALLENGE_EXPIRED',
  });
  for (const unknown of ['x', '00000000-0000-4000-8000-000000000000']) {
    expect(codeOf(await confirmMail(unknown, '123456'))).toBe('CHALLENGE_EXPIRED');
  }
});

test('that an address is taken is told only after its code, whatever its capitals; another address may follow', async () => {
  const owner = await register(users);
  const { id } = await start();
  const taken = owner.email.toUpperCase();
  const seen = users.mailbox.countFor(taken);
  expect(dataOf(await mailTo(id, taken))).toMatchObject({ nextStep: 'EMAIL_CODE' });
  const code = await users.mailbox.codeFor(taken, seen);
  expect(codeOf(await confirmMail(id, wrong(code)))).toBe('CODE_INVALID');
  expect(codeOf(await confirmMail(id, code))).toBe('CONFLICT');
  expect(dataOf(await mailTo(id, `own-${owner.email}`))).toMatchObject({ nextStep: 'EMAIL_CODE' });
});

test('two newcomers who proved one address: one registers', async () => {
  const email = 'race@example.test';
  const ids = [await proveEmail(users, newTelegramId(), email), await proveEmail(users, newTelegramId(), email)];
  const secrets = await Promise.all(
    ids.map(async (challengeId) =>
      dataOf<{ secret: string }>(await users.graph(DOCUMENTS.enrol, { input: { challengeId, method: 'TOTP' } })),
    ),
  );
  const answers = await Promise.all(ids.map((id, at) => confirm(id, totpCode(secrets[at]!.secret))));
  expect(answers.map(codeOf).sort()).toEqual(['CONFLICT', undefined]);
});

test('steps cannot be skipped, and what is no address or no code is refused', async () => {
  const { id } = await start();
  expect(codeOf(await confirm(id, '123456'))).toBe('CONFLICT');
  expect(codeOf(await users.graph(DOCUMENTS.enrol, { input: { challengeId: id, method: 'TOTP' } }))).toBe('CONFLICT');
  for (const email of [
    '',
    'x',
    'a@b',
    'a b@example.test',
    'a@example.test\nBcc: b@example.test',
    '37120000000@sms.local',
    `${'a'.repeat(300)}@example.test`,
  ]) {
    expect(codeOf(await mailTo(id, email))).toBe('BAD_USER_INPUT');
  }
  await mailTo(id, 'code@example.test');
  for (const code of ['', 'abcdef', '12345', '\u0000', '1'.repeat(10_000)]) {
    const answer = codeOf(await confirmMail(id, code));
    expect(['CODE_INVALID', 'RATE_LIMITED']).toContain(answer);
  }
});

test('registration does not wait for a wallet that is down; the gate follows', async () => {
  users.wallet.down = true;
  const { session } = await register(users);
  expect(gatesOf(users.wallet, session.user.id)).toHaveLength(0);
  users.wallet.down = false;
  await eventually(() => expect(gatesOf(users.wallet, session.user.id).length).toBeGreaterThan(0));
});

test('where mail cannot be sent the answer is PROVIDER_UNAVAILABLE', async () => {
  const { id } = await start();
  await users.mailbox.stop();
  expect(codeOf(await mailTo(id, 'down@example.test'))).toBe('PROVIDER_UNAVAILABLE');
});
