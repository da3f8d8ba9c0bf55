import { BadUserInput, inTransaction, query } from '@croupier/kit';
import type { UsersContext } from '../room.ts';
import { challengeOf, lockChallenge, type Challenge } from './challenge.ts';
import { mailCode, makeCode } from './send-code.ts';

const EMAIL = /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/i;

/**
 * Mails a six-digit code; may be repeated, also for another address, at most 10 times. Never tells whether the address is
 * somebody's. Throws BadUserInput, ChallengeExpired, WrongStep, RateLimited, ProviderUnavailable.
 */
export async function sendEmailCode(
  ctx: UsersContext,
  input: { challengeId: string; email: string },
): Promise<Challenge> {
  const email = emailOf(input.email);
  const { challenge, code } = await inTransaction(ctx, async (ctx) => {
    const row = await lockChallenge(ctx, input.challengeId, 'EMAIL', 'EMAIL_CODE');
    const code = await makeCode(ctx, row.id);
    await query(ctx.em, `update sign_in_challenge set email = ?, next_step = 'EMAIL_CODE' where id = ?`, [
      email,
      row.id,
    ]);
    return { challenge: challengeOf({ ...row, next_step: 'EMAIL_CODE' }), code };
  });
  await mailCode(ctx, email, code);
  return challenge;
}

/** Checked and trimmed. Addresses below sms.local are phones, not mail. */
export function emailOf(text: string): string {
  const email = text.trim();
  if (email.length > 254 || !EMAIL.test(email) || /@(.*\.)?sms\.local$/i.test(email)) {
    throw new BadUserInput('This is no e-mail address', { email: 'malformed' });
  }
  return email;
}
