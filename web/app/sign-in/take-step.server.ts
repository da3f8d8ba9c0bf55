import type { AppLoadContext } from '@remix-run/node';
import type { SignInProgress } from '../../server/load-context.ts';
import { tell } from '../graph/request-client.server.ts';
import {
  ConfirmEmailCode,
  ConfirmSecondFactor,
  EnrolSecondFactor,
  SendEmailCode,
  SignInAsDemo,
  SignInWithTelegram,
} from '../graph/sign-in.ts';

export type Taken =
  { kind: 'next' | 'signed-in'; setCookies: string[] } | { kind: 'refused'; code: string; setCookies: string[] };

interface Asked {
  request: Request;
  context: AppLoadContext;
}

/** Takes the step of the sign-in that a form asks for. Tokens go into the sealed cookie and nowhere else. */
export async function takeStep(asked: Asked, form: FormData): Promise<Taken> {
  const text = (name: string) =>
    String(form.get(name) ?? '')
      .trim()
      .slice(0, 512);
  const { context } = asked;
  const challengeId = context.progress?.challengeId;
  switch (text('intent')) {
    case 'restart':
      return { kind: 'next', setCookies: [context.cookies.progress(null)] };
    case 'demo':
      return signInAsDemo(asked, text('name'));
    case 'telegram-development':
      return signInAsDeveloper(asked, { id: text('id'), firstName: text('firstName') });
    case 'telegram':
      return signInWithTelegram(asked, new URLSearchParams(text('fields')));
  }
  if (!challengeId) return refused(context, 'CHALLENGE_EXPIRED');
  switch (text('intent')) {
    case 'send-code':
      return sendCode(asked, challengeId, text('email'));
    case 'other-email':
      return advance(context, { nextStep: 'EMAIL' });
    case 'confirm-code':
      return confirmCode(asked, challengeId, text('code'));
    case 'enrol':
      return enrol(asked, challengeId, text('method') === 'SMS' ? 'SMS' : 'TOTP', text('phone'));
    case 'confirm-factor':
      return confirmFactor(asked, challengeId, text('code'));
    default:
      return refused(context, 'BAD_USER_INPUT');
  }
}

async function signInAsDeveloper(asked: Asked, person: { id: string; firstName: string }): Promise<Taken> {
  const { signTelegram } = asked.context;
  if (!signTelegram) return refused(asked.context, 'NOT_FOUND');
  if (!/^\d{1,18}$/.test(person.id)) return refused(asked.context, 'BAD_USER_INPUT');
  const authDate = String(Math.floor(Date.now() / 1000));
  return begin(asked, signTelegram({ ...person, firstName: person.firstName || undefined, authDate }));
}

/** Takes what Telegram sent the browser back with. */
export async function signInWithTelegram(asked: Asked, given: URLSearchParams): Promise<Taken> {
  const fields = asked.context.readTelegram(given);
  return fields ? begin(asked, fields) : refused(asked.context, 'BAD_USER_INPUT');
}

async function begin(
  asked: Asked,
  input: Parameters<NonNullable<AppLoadContext['signTelegram']>>[0] & { hash: string },
): Promise<Taken> {
  const { data, refusal } = await tell(asked, SignInWithTelegram, { input });
  const challenge = data?.signInWithTelegram;
  if (!challenge) return refused(asked.context, refusal);
  return {
    kind: 'next',
    setCookies: [asked.context.cookies.progress({ challengeId: challenge.id, nextStep: challenge.nextStep })],
  };
}

async function signInAsDemo(asked: Asked, name: string): Promise<Taken> {
  if (!asked.context.demo) return refused(asked.context, 'NOT_FOUND');
  const { data, refusal } = await tell(asked, SignInAsDemo, { input: { name } });
  return data ? signedIn(asked.context, data.signInAsDemo) : refused(asked.context, refusal);
}

async function sendCode(asked: Asked, challengeId: string, email: string): Promise<Taken> {
  const { data, refusal } = await tell(asked, SendEmailCode, { input: { challengeId, email } });
  return data
    ? advance(asked.context, { nextStep: data.sendEmailCode.nextStep, email })
    : refused(asked.context, refusal);
}

async function confirmCode(asked: Asked, challengeId: string, code: string): Promise<Taken> {
  const { data, refusal } = await tell(asked, ConfirmEmailCode, { input: { challengeId, code } });
  return data ? advance(asked.context, { nextStep: data.confirmEmailCode.nextStep }) : refused(asked.context, refusal);
}

async function enrol(asked: Asked, challengeId: string, method: 'TOTP' | 'SMS', phone: string): Promise<Taken> {
  const input = { challengeId, method, phone: method === 'SMS' ? phone : null };
  const { data, refusal } = await tell(asked, EnrolSecondFactor, { input });
  if (!data) return refused(asked.context, refusal);
  const { challenge, secret, otpauthUrl } = data.enrolSecondFactor;
  const totp = secret && otpauthUrl ? { secret, otpauthUrl } : undefined;
  return advance(asked.context, { nextStep: challenge.nextStep, totp, ...(method === 'SMS' ? { phone } : {}) });
}

async function confirmFactor(asked: Asked, challengeId: string, code: string): Promise<Taken> {
  const { data, refusal } = await tell(asked, ConfirmSecondFactor, { input: { challengeId, code } });
  return data ? signedIn(asked.context, data.confirmSecondFactor) : refused(asked.context, refusal);
}

function advance(context: AppLoadContext, change: Partial<SignInProgress>): Taken {
  const progress = { ...context.progress!, ...change };
  return { kind: 'next', setCookies: [context.cookies.progress(progress)] };
}

function signedIn(
  context: AppLoadContext,
  session: { accessToken: string; refreshToken: string; expiresAt: string },
): Taken {
  return { kind: 'signed-in', setCookies: [context.cookies.signIn(session), context.cookies.progress(null)] };
}

function refused(context: AppLoadContext, code: string | null): Taken {
  const over = code === 'CHALLENGE_EXPIRED';
  return { kind: 'refused', code: code ?? 'INTERNAL_ERROR', setCookies: over ? [context.cookies.progress(null)] : [] };
}
