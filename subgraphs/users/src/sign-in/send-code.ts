import { query } from '@croupier/kit';
import { smsAddress } from '../notifications/smtp.ts';
import type { UsersContext } from '../room.ts';
import { countMail } from './attempts.ts';
import { CODE_LIFETIME_MS, hashCode, newCode } from './codes.ts';

/** Makes a code for the challenge, in the caller's transaction; it replaces an earlier one. Throws RateLimited. */
export async function makeCode(ctx: UsersContext, challengeId: string): Promise<string> {
  await countMail(ctx, challengeId);
  const code = newCode();
  await query(ctx.em, 'update sign_in_challenge set code_hash = ?, code_expires_at = ? where id = ?', [
    hashCode(ctx.room.secretsKey, challengeId, code),
    new Date(ctx.now().getTime() + CODE_LIFETIME_MS),
    challengeId,
  ]);
  return code;
}

/** Mails a code. After the commit and before the answer: who is told that it was sent may look for it. Throws ProviderUnavailable. */
export async function mailCode(ctx: UsersContext, email: string, code: string): Promise<void> {
  await ctx.room.sendMail({
    to: email,
    subject: 'Your Croupier code / Ваш код Croupier',
    text: `${code}\n\nThis is your code for Croupier. It counts for ten minutes. If you did not ask for it, ignore this mail.\nЭто ваш код для Croupier. Он действует десять минут. Если вы его не запрашивали, ничего не делайте.\n`,
  });
}

/** The same by SMS. Throws ProviderUnavailable. */
export async function smsCode(ctx: UsersContext, phone: string, code: string): Promise<void> {
  await ctx.room.sendMail({ to: smsAddress(phone), subject: 'SMS', text: `Croupier: ${code}` });
}
