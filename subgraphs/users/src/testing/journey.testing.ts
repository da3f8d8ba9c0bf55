/** The sign-in journey as a client walks it, through the graph alone. */
import { randomInt } from 'node:crypto';
import type { Identity } from '@croupier/kit';
import { decodeJwt } from 'jose';
import { Secret, TOTP } from 'otpauth';
import type { RoleName } from '@croupier/contracts';
import { telegramHash } from '../sign-in/telegram-login.ts';
import { BOT_TOKEN, type Answer, type TestUsers } from './start-users.testing.ts';

export const DOCUMENTS = {
  telegram: 'mutation($input: TelegramSignInInput!) { signInWithTelegram(input: $input) { id nextStep expiresAt } }',
  email: 'mutation($input: SendEmailCodeInput!) { sendEmailCode(input: $input) { id nextStep } }',
  emailCode: 'mutation($input: ConfirmEmailCodeInput!) { confirmEmailCode(input: $input) { id nextStep } }',
  enrol:
    'mutation($input: EnrolSecondFactorInput!) { enrolSecondFactor(input: $input) { challenge { id nextStep } method secret otpauthUrl } }',
  confirm:
    'mutation($input: ConfirmSecondFactorInput!) { confirmSecondFactor(input: $input) { accessToken refreshToken expiresAt user { id displayName email roles status } } }',
  refresh:
    'mutation($input: RefreshSessionInput!) { refreshSession(input: $input) { accessToken refreshToken user { id roles } } }',
};

export interface SessionAnswer {
  accessToken: string;
  refreshToken: string;
  user: { id: string; displayName: string; email: string; roles: string[]; status: string };
}

/** What a mutation answered, or a failed test. */
export function dataOf<T>(answer: Answer): T {
  if (answer.errors || !answer.data) throw new Error(JSON.stringify(answer.errors));
  return Object.values(answer.data)[0] as T;
}
export const codeOf = (answer: Answer): string | undefined => answer.errors?.[0]?.extensions.code;

export const newTelegramId = (): string => String(randomInt(1_000_000_000, 2_000_000_000));

/** A login as Telegram signs it; no two are the same. */
export function telegramLogin(telegramId: string, { atMs = Date.now(), firstName = 'Test' } = {}) {
  const fields = {
    id: telegramId,
    first_name: firstName,
    username: `u${randomInt(1e9)}`,
    auth_date: String(Math.floor(atMs / 1000)),
  };
  const hash = telegramHash(BOT_TOKEN, fields);
  return { id: fields.id, firstName, username: fields.username, authDate: fields.auth_date, hash };
}

/** The authenticator app's code; `steps` ahead of now. */
export const totpCode = (secret: string, steps = 0): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * 30_000 });

/** From Telegram to a proven address. */
export async function proveEmail(users: TestUsers, telegramId: string, email: string): Promise<string> {
  const { id } = dataOf<{ id: string }>(await users.graph(DOCUMENTS.telegram, { input: telegramLogin(telegramId) }));
  const seen = users.mailbox.countFor(email);
  dataOf(await users.graph(DOCUMENTS.email, { input: { challengeId: id, email } }));
  const code = await users.mailbox.codeFor(email, seen);
  dataOf(await users.graph(DOCUMENTS.emailCode, { input: { challengeId: id, code } }));
  return id;
}

export interface Registered {
  telegramId: string;
  email: string;
  secret: string;
  /** the code that enrolled the app */
  enrolCode: string;
  session: SessionAnswer;
  identity: Identity & { kind: 'user' };
}

/** The whole journey of a new person with an authenticator app. */
export async function register(users: TestUsers, { email }: { email?: string } = {}): Promise<Registered> {
  const telegramId = newTelegramId();
  const address = email ?? `p${telegramId}@example.test`;
  const challengeId = await proveEmail(users, telegramId, address);
  const { secret } = dataOf<{ secret: string }>(
    await users.graph(DOCUMENTS.enrol, { input: { challengeId, method: 'TOTP' } }),
  );
  const enrolCode = totpCode(secret);
  const session = dataOf<SessionAnswer>(
    await users.graph(DOCUMENTS.confirm, { input: { challengeId, code: enrolCode } }),
  );
  return { telegramId, email: address, secret, enrolCode, session, identity: identityOf(session.accessToken) };
}

/** Who the gateway says this token's bearer is. */
export function identityOf(accessToken: string): Identity & { kind: 'user' } {
  const { sub, roles, sid } = decodeJwt(accessToken);
  return { kind: 'user', userId: sub!, roles: roles as RoleName[], sessionId: sid as string };
}
export const asStaff = (role: RoleName): Identity => ({
  kind: 'user',
  userId: '00000000-0000-4000-8000-000000000001',
  roles: [role],
  sessionId: '00000000-0000-4000-8000-000000000002',
});
