/** How often codes may be guessed (interface.md, "The door's manners"). Counted in PostgreSQL, over sockets and processes. */
import { inTransaction, query, RateLimited, type Context } from '@croupier/kit';
import { isUuid } from '../profile/load-user.ts';
import { ChallengeExpired } from './sign-in.errors.ts';

const PER_CHALLENGE = 5;
const PER_PERSON_AND_HOUR = 20;
const MAILS_PER_CHALLENGE = 10;
const MAILS_PER_PERSON_AND_HOUR = 60;
const HOUR_MS = 3_600_000;

/**
 * Spends an attempt before the code is looked at, in a transaction of its own: it stays spent when the code is wrong and when
 * the process dies. A right code gives it back (`forgiveAttempt`). Throws RateLimited, ChallengeExpired.
 */
export async function spendAttempt(ctx: Context, challengeId: string): Promise<string> {
  return inTransaction(ctx, async (ctx) => {
    const telegramId = await lockPerson(ctx, challengeId);
    const [counted] = await query<{ here: number; lately: number }>(
      ctx.em,
      `select (select count(*)::int from sign_in_attempt where challenge_id = ?) as here,
              (select count(*)::int from sign_in_attempt where telegram_id = ? and at > ?) as lately`,
      [challengeId, telegramId, new Date(ctx.now().getTime() - HOUR_MS)],
    );
    if (counted!.here >= PER_CHALLENGE) throw new RateLimited(0, 'Too many wrong codes; start the sign-in again');
    if (counted!.lately >= PER_PERSON_AND_HOUR) throw new RateLimited(HOUR_MS / 1000);
    const [attempt] = await query<{ id: string }>(
      ctx.em,
      'insert into sign_in_attempt (telegram_id, challenge_id, at) values (?, ?, ?) returning id',
      [telegramId, challengeId, ctx.now()],
    );
    return attempt!.id;
  });
}

/** Gives a spent attempt back: the code was right. */
export async function forgiveAttempt(ctx: Context, attemptId: string): Promise<void> {
  await query(ctx.em, 'delete from sign_in_attempt where id = ?', [attemptId]);
}

/** Counts a mail or SMS of a challenge before it goes out. Throws RateLimited. */
export async function countMail(ctx: Context, challengeId: string): Promise<void> {
  const telegramId = await lockPerson(ctx, challengeId);
  const [counted] = await query<{ here: number; lately: number }>(
    ctx.em,
    `select coalesce(sum(mails_sent) filter (where id = ?), 0)::int as here, coalesce(sum(mails_sent), 0)::int as lately
       from sign_in_challenge where telegram_id = ? and created_at > ?`,
    [challengeId, telegramId, new Date(ctx.now().getTime() - HOUR_MS)],
  );
  if (counted!.here >= MAILS_PER_CHALLENGE || counted!.lately >= MAILS_PER_PERSON_AND_HOUR) {
    throw new RateLimited(HOUR_MS / 1000, 'Too many messages were sent; try again later');
  }
  await query(ctx.em, 'update sign_in_challenge set mails_sent = mails_sent + 1 where id = ?', [challengeId]);
}

/** Everything that counts for one Telegram account happens one after the other. */
async function lockPerson(ctx: Context, challengeId: string): Promise<string> {
  if (!isUuid(challengeId)) throw new ChallengeExpired();
  const [row] = await query<{ telegram_id: string }>(ctx.em, 'select telegram_id from sign_in_challenge where id = ?', [
    challengeId,
  ]);
  if (!row) throw new ChallengeExpired();
  await lockTelegramAccount(ctx, row.telegram_id);
  return row.telegram_id;
}

export async function lockTelegramAccount(ctx: Context, telegramId: string): Promise<void> {
  await query(ctx.em, `select pg_advisory_xact_lock(hashtextextended('telegram:' || ?, 0))`, [telegramId]);
}
