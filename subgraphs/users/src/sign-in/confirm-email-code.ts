import { Conflict, inTransaction, query } from '@croupier/kit';
import type { UsersContext } from '../room.ts';
import { forgiveAttempt, spendAttempt } from './attempts.ts';
import { challengeOf, lockChallenge, type Challenge } from './challenge.ts';
import { isCode } from './codes.ts';
import { CodeInvalid } from './sign-in.errors.ts';

/**
 * Proves the address. Only then is it told that it belongs to somebody else (Conflict, and another may be given).
 * Throws ChallengeExpired, WrongStep, RateLimited, CodeInvalid, Conflict.
 */
export async function confirmEmailCode(
  ctx: UsersContext,
  input: { challengeId: string; code: string },
): Promise<Challenge> {
  await inTransaction(ctx, (ctx) => lockChallenge(ctx, input.challengeId, 'EMAIL_CODE'));
  const attempt = await spendAttempt(ctx, input.challengeId);
  const { row, taken } = await inTransaction(ctx, async (ctx) => {
    const row = await lockChallenge(ctx, input.challengeId, 'EMAIL_CODE');
    if (!isCode(ctx.room.secretsKey, row, input.code, ctx.now())) throw new CodeInvalid();
    await forgiveAttempt(ctx, attempt);
    const taken = await isEmailTaken(ctx, row.email!);
    row.next_step = taken ? 'EMAIL' : 'ENROL_SECOND_FACTOR';
    await query(
      ctx.em,
      'update sign_in_challenge set next_step = ?, code_hash = null, code_expires_at = null where id = ?',
      [row.next_step, row.id],
    );
    return { row, taken };
  });
  // Thrown after the commit: the code is used up and the challenge waits for another address.
  if (taken) throw new Conflict('This e-mail address belongs to another account');
  return challengeOf(row);
}

/** Whether a person has this address, whatever its capitals. */
export async function isEmailTaken(ctx: UsersContext, email: string): Promise<boolean> {
  const found = await query(ctx.em, 'select 1 from person where lower(email) = lower(?)', [email]);
  return found.length > 0;
}
