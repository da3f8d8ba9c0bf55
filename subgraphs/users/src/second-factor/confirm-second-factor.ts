import { Conflict, inTransaction, openSecret, query } from '@croupier/kit';
import { commitGate } from '../gate/commit-gate.ts';
import { lockUser } from '../profile/load-user.ts';
import type { User } from '../profile/user.entity.ts';
import { registerPerson } from '../registration/register-person.ts';
import type { UsersContext } from '../room.ts';
import { openSession, type SessionTokens } from '../sessions/open-session.ts';
import { forgiveAttempt, lockTelegramAccount, spendAttempt } from '../sign-in/attempts.ts';
import { lockChallenge, type ChallengeRow } from '../sign-in/challenge.ts';
import { isCode } from '../sign-in/codes.ts';
import { isEmailTaken } from '../sign-in/confirm-email-code.ts';
import { CodeInvalid, PlayerBlocked } from '../sign-in/sign-in.errors.ts';
import { totpStepOf } from './totp.ts';

/**
 * Last step: the second factor's code opens the session, and registers who is new. A TOTP code works once.
 * Throws ChallengeExpired, WrongStep, RateLimited, CodeInvalid, PlayerBlocked, Conflict (somebody else took the address meanwhile).
 */
export async function confirmSecondFactor(
  ctx: UsersContext,
  input: { challengeId: string; code: string },
): Promise<SessionTokens> {
  await inTransaction(ctx, (ctx) => lockEnrolled(ctx, input.challengeId));
  const attempt = await spendAttempt(ctx, input.challengeId);
  const { session, isNew } = await inTransaction(ctx, async (ctx) => {
    const row = await lockEnrolled(ctx, input.challengeId);
    await lockTelegramAccount(ctx, row.telegram_id);
    const user = row.person_id ? await proveKnown(ctx, row, input.code) : await proveNew(ctx, row, input.code);
    await forgiveAttempt(ctx, attempt);
    await query(ctx.em, 'update sign_in_challenge set completed_at = ?, code_hash = null where id = ?', [
      ctx.now(),
      row.id,
    ]);
    user.lastSignInAt = ctx.now();
    await ctx.em.flush();
    return { session: await openSession(ctx, user), isNew: !row.person_id };
  });
  // A deposit may follow at once and needs the gate; where the wallet is away, the queue brings it later.
  if (isNew) await commitGate(ctx, session.user.id, { waitMs: 1_000 });
  return session;
}

const lockEnrolled = (ctx: UsersContext, challengeId: string) => lockChallenge(ctx, challengeId, 'SECOND_FACTOR');

async function proveKnown(ctx: UsersContext, row: ChallengeRow, code: string): Promise<User> {
  const user = await lockUser(ctx, row.person_id!);
  if (['BLOCKED', 'CLOSED'].includes(user.statusAt(ctx.now()).status)) throw new PlayerBlocked();
  if (user.secondFactor === 'SMS') {
    if (!isCode(ctx.room.secretsKey, row, code, ctx.now())) throw new CodeInvalid();
    return user;
  }
  const [stored] = await query<{ totp_secret: string }>(ctx.em, 'select totp_secret from person where id = ?', [
    user.id,
  ]);
  const secret = openSecret(ctx.room.secretsKey, stored!.totp_secret, `person:${user.id}:totp`);
  const step = totpStepOf(secret, code, ctx.now());
  if (step === null) throw new CodeInvalid();
  const fresh = await query(
    ctx.em,
    'update person set totp_last_step = ? where id = ? and (totp_last_step is null or totp_last_step < ?) returning 1 as fresh',
    [step, user.id, step],
  );
  if (fresh.length === 0) throw new CodeInvalid();
  return user;
}

async function proveNew(ctx: UsersContext, row: ChallengeRow, code: string): Promise<User> {
  const open = (sealed: string | null, what: string) =>
    sealed && openSecret(ctx.room.secretsKey, sealed, `challenge:${row.id}:${what}`);
  const totpSecret = open(row.totp_secret, 'totp');
  const phone = open(row.phone, 'phone');
  const totpStep = totpSecret ? totpStepOf(totpSecret, code, ctx.now()) : null;
  const right = totpSecret ? totpStep !== null : isCode(ctx.room.secretsKey, row, code, ctx.now());
  if (!right) throw new CodeInvalid();
  await query(ctx.em, `select pg_advisory_xact_lock(hashtextextended('email:' || lower(?), 0))`, [row.email]);
  const known = await query(ctx.em, 'select 1 from person where telegram_id = ?', [row.telegram_id]);
  if (known.length > 0) throw new Conflict('You registered meanwhile; sign in again');
  if (await isEmailTaken(ctx, row.email!))
    throw new Conflict('This e-mail address belongs to another account; start again');
  return registerPerson(ctx, {
    telegramId: row.telegram_id,
    displayName: row.display_name,
    email: row.email!,
    totpSecret,
    totpStep,
    phone,
  });
}
