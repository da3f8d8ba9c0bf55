import { query } from '@croupier/kit';
import type { UsersContext } from '../room.ts';
import type { OutgoingMail } from './smtp.ts';

/** Mail that nobody waits for: a row in the caller's transaction, sent after the commit and repeated until the server has it. */
export async function queueMail(ctx: UsersContext, mail: OutgoingMail): Promise<void> {
  await query(
    ctx.em,
    'insert into mail (recipient, subject, body, created_at, next_attempt_at) values (?, ?, ?, ?, ?)',
    [mail.to, mail.subject, mail.text, ctx.now(), ctx.now()],
  );
}
