/** A sign-in under way. Lives 15 minutes; its rows are read and written with plain SQL because every step is a race. */
import { query, type Context } from '@croupier/kit';
import { isUuid } from '../profile/load-user.ts';
import { ChallengeExpired, WrongStep } from './sign-in.errors.ts';

export const SIGN_IN_STEPS = ['EMAIL', 'EMAIL_CODE', 'ENROL_SECOND_FACTOR', 'SECOND_FACTOR'] as const;
export type SignInStepName = (typeof SIGN_IN_STEPS)[number];
export const CHALLENGE_LIFETIME_MS = 15 * 60_000;

export interface ChallengeRow {
  id: string;
  telegram_id: string;
  person_id: string | null;
  display_name: string;
  next_step: SignInStepName;
  email: string | null;
  code_hash: string | null;
  code_expires_at: Date | null;
  second_factor: 'TOTP' | 'SMS' | null;
  totp_secret: string | null;
  phone: string | null;
  expires_at: Date;
}

/** What the asker is told of a challenge. */
export interface Challenge {
  id: string;
  nextStep: SignInStepName;
  expiresAt: Date;
}
export const challengeOf = (row: Pick<ChallengeRow, 'id' | 'next_step' | 'expires_at'>): Challenge => ({
  id: row.id,
  nextStep: row.next_step,
  expiresAt: new Date(row.expires_at),
});

// "no key": an attempt that is being counted points at this row and must not wait for us while we wait for it.
/** The challenge, locked until the transaction ends. Throws ChallengeExpired; WrongStep when it waits for none of `steps`. */
export async function lockChallenge(ctx: Context, id: string, ...steps: SignInStepName[]): Promise<ChallengeRow> {
  if (!isUuid(id)) throw new ChallengeExpired();
  const [row] = await query<ChallengeRow>(
    ctx.em,
    'select * from sign_in_challenge where id = ? and completed_at is null and expires_at > ? for no key update',
    [id, ctx.now()],
  );
  if (!row) throw new ChallengeExpired();
  if (!steps.includes(row.next_step)) throw new WrongStep(row.next_step);
  return row;
}
