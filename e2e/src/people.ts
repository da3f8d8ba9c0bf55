/** People of a journey: they sign in as anybody does, with nothing but public addresses. */
import { createHash, createHmac, randomInt } from 'node:crypto';
import { eventually } from '@croupier/testkit';
import { Secret, TOTP } from 'otpauth';
import type { Graph } from './graph.ts';

const DEV_BOT_TOKEN = `777777777:${'a'.repeat(35)}`;

export interface SignedIn {
  graph: Graph;
  userId: string;
  email: string;
  refreshToken: string;
  totp: TOTP;
  telegram: TelegramFields;
}

export interface TelegramFields {
  id: string;
  firstName: string;
  authDate: string;
  hash: string;
}

/** What Telegram's Login Widget hands to a page, signed with the bot's token. */
export function telegramLogin(id: string, firstName: string, authDate = Math.floor(Date.now() / 1000)): TelegramFields {
  const secret = createHash('sha256').update(DEV_BOT_TOKEN).digest();
  const text = `auth_date=${authDate}\nfirst_name=${firstName}\nid=${id}`;
  return { id, firstName, authDate: String(authDate), hash: createHmac('sha256', secret).update(text).digest('hex') };
}

/** The newest six-digit code that the dev mailbox holds for an address. */
export async function codeFor(mailboxUrl: string, address: string): Promise<string> {
  return eventually(async () => {
    const mails = (await (await fetch(`${mailboxUrl}/email`)).json()) as {
      to: { address: string }[];
      text: string;
      subject: string;
    }[];
    const codes = mails
      .filter((mail) => mail.to.some((to) => to.address === address))
      .flatMap((mail) => /\b(\d{6})\b/.exec(`${mail.text}`)?.[1] ?? []);
    if (codes.length === 0) throw new Error(`no code for ${address} yet`);
    return codes.at(-1)!;
  });
}

/** Telegram → e-mail code → TOTP → session, of somebody whom the house does not know yet. */
export async function newPlayer(graph: Graph, mailboxUrl: string, firstName = 'Newcomer'): Promise<SignedIn> {
  const id = String(randomInt(10_000_000, 2_000_000_000));
  const email = `player-${id}@example.test`;
  const telegram = telegramLogin(id, firstName);
  type Challenge = { id: string; nextStep: string };
  const first = await graph.ask<{ signInWithTelegram: Challenge }>(
    'mutation($input: TelegramSignInInput!) { signInWithTelegram(input: $input) { id nextStep expiresAt } }',
    { input: telegram },
  );
  const challengeId = first.signInWithTelegram.id;
  const expectStep = (challenge: Challenge, step: string) => {
    if (challenge.nextStep !== step) throw new Error(`expected ${step}, got ${challenge.nextStep}`);
  };
  expectStep(first.signInWithTelegram, 'EMAIL');
  const mailed = await graph.ask<{ sendEmailCode: Challenge }>(
    'mutation($input: SendEmailCodeInput!) { sendEmailCode(input: $input) { id nextStep } }',
    { input: { challengeId, email } },
  );
  expectStep(mailed.sendEmailCode, 'EMAIL_CODE');
  const proven = await graph.ask<{ confirmEmailCode: Challenge }>(
    'mutation($input: ConfirmEmailCodeInput!) { confirmEmailCode(input: $input) { id nextStep } }',
    { input: { challengeId, code: await codeFor(mailboxUrl, email) } },
  );
  expectStep(proven.confirmEmailCode, 'ENROL_SECOND_FACTOR');
  const enrolled = await graph.ask<{ enrolSecondFactor: { secret: string; otpauthUrl: string } }>(
    'mutation($input: EnrolSecondFactorInput!) { enrolSecondFactor(input: $input) { secret otpauthUrl } }',
    { input: { challengeId, method: 'TOTP' } },
  );
  const totp = new TOTP({ secret: Secret.fromBase32(enrolled.enrolSecondFactor.secret) });
  const session = await graph.ask<{
    confirmSecondFactor: { accessToken: string; refreshToken: string; user: { id: string } };
  }>(
    'mutation($input: ConfirmSecondFactorInput!) { confirmSecondFactor(input: $input) { accessToken refreshToken expiresAt user { id displayName } } }',
    { input: { challengeId, code: totp.generate() } },
  );
  const { accessToken, refreshToken, user } = session.confirmSecondFactor;
  return { graph: graph.as(accessToken), userId: user.id, email, refreshToken, totp, telegram };
}
