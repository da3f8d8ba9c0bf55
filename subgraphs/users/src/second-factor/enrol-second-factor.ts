import { BadUserInput, inTransaction, query, sealSecret } from '@croupier/kit';
import type { UsersContext } from '../room.ts';
import { challengeOf, lockChallenge, type Challenge, type ChallengeRow } from '../sign-in/challenge.ts';
import { makeCode, smsCode } from '../sign-in/send-code.ts';
import { WrongStep } from '../sign-in/sign-in.errors.ts';
import { newTotpSecret, otpauthUrlOf } from './totp.ts';

export interface Enrolment {
  challenge: Challenge;
  method: 'TOTP' | 'SMS';
  secret: string | null;
  otpauthUrl: string | null;
}

/**
 * A new person chooses their second factor; it counts once its first code is confirmed, and may be chosen anew until then.
 * Throws BadUserInput (phone), ChallengeExpired, WrongStep (also for a known person), RateLimited, ProviderUnavailable.
 */
export async function enrolSecondFactor(
  ctx: UsersContext,
  input: { challengeId: string; method: 'TOTP' | 'SMS'; phone?: string | null },
): Promise<Enrolment> {
  const phone = input.method === 'SMS' ? phoneOf(input.phone) : null;
  const { row, secret, code } = await inTransaction(ctx, async (ctx) => {
    const row = await lockChallenge(ctx, input.challengeId, 'ENROL_SECOND_FACTOR', 'SECOND_FACTOR');
    // A known person's challenge is at SECOND_FACTOR too: whoever holds only their Telegram must not choose a new factor.
    if (row.person_id) throw new WrongStep(row.next_step);
    const secret = phone ? null : newTotpSecret();
    await storeChoice(ctx, row, input.method, secret, phone);
    return { row, secret, code: phone ? await makeCode(ctx, row.id) : null };
  });
  if (phone && code) await smsCode(ctx, phone, code);
  return {
    challenge: challengeOf({ ...row, next_step: 'SECOND_FACTOR' }),
    method: input.method,
    secret,
    otpauthUrl: secret ? otpauthUrlOf(secret, row.email!) : null,
  };
}

async function storeChoice(
  ctx: UsersContext,
  row: ChallengeRow,
  method: string,
  secret: string | null,
  phone: string | null,
): Promise<void> {
  const seal = (text: string | null, what: string) =>
    text && sealSecret(ctx.room.secretsKey, text, `challenge:${row.id}:${what}`);
  await query(
    ctx.em,
    `update sign_in_challenge set next_step = 'SECOND_FACTOR', second_factor = ?, totp_secret = ?, phone = ?, code_hash = null where id = ?`,
    [method, seal(secret, 'totp'), seal(phone, 'phone'), row.id],
  );
}

/** "+371 2000-0000" → "+37120000000" (E.164). Throws BadUserInput. */
function phoneOf(text: string | null | undefined): string {
  const phone = (text ?? '').replaceAll(/[\s()-]/g, '');
  if (!/^\+[1-9][0-9]{6,14}$/.test(phone))
    throw new BadUserInput('A phone number starts with + and the country', { phone: 'malformed' });
  return phone;
}
