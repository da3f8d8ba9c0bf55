import { inTransaction, ProviderUnavailable, query } from '@croupier/kit';
import type { UsersContext } from '../room.ts';

const MOST_ATTEMPTS = 20;

interface Row {
  id: string;
  recipient: string;
  subject: string;
  body: string;
  attempts: number;
}

/**
 * Sends what is due, one by one, each marked in the transaction that holds its row: two processes do not send one mail, a crash
 * between the server's yes and the mark sends it twice. After 20 attempts with growing pauses a mail is left where it is.
 */
export async function sendQueuedMail(ctx: UsersContext): Promise<void> {
  for (let more = true; more;) more = await sendOne({ ...ctx, em: ctx.em.fork() });
}

async function sendOne(ctx: UsersContext): Promise<boolean> {
  return inTransaction(ctx, async (ctx) => {
    const [mail] = await query<Row>(
      ctx.em,
      `select id, recipient, subject, body, attempts from mail where sent_at is null and next_attempt_at <= ? and attempts < ${MOST_ATTEMPTS}
        order by next_attempt_at limit 1 for update skip locked`,
      [ctx.now()],
    );
    if (!mail) return false;
    const sent = await ctx.room.sendMail({ to: mail.recipient, subject: mail.subject, text: mail.body }).then(
      () => true,
      (error: unknown) => {
        if (error instanceof ProviderUnavailable) return false;
        throw error;
      },
    );
    const pauseMs = Math.min(3_600_000, 1_000 * 2 ** mail.attempts);
    await query(ctx.em, 'update mail set attempts = attempts + 1, sent_at = ?, next_attempt_at = ? where id = ?', [
      sent ? ctx.now() : null,
      new Date(ctx.now().getTime() + pauseMs),
      mail.id,
    ]);
    return sent;
  });
}
