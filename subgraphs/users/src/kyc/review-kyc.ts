import { BadUserInput, Conflict, Forbidden, inTransaction, query, userIdOf } from '@croupier/kit';
import { queueMail } from '../notifications/queue-mail.ts';
import { lockUser } from '../profile/load-user.ts';
import { tellAudit, tellChanged } from '../profile/tell.ts';
import { readableText } from '../profile/text.ts';
import type { UsersContext } from '../room.ts';
import type { KycType, ReviewKycInput } from './kyc.type.ts';
import { showKyc } from './show-kyc.ts';

/**
 * Decides a pending identity check and mails the person. Nobody reviews their own.
 * Throws BadUserInput (a rejection needs a reason), Forbidden (one's own), NotFound, Conflict (nothing pending).
 */
export async function reviewKyc(ctx: UsersContext, input: ReviewKycInput): Promise<KycType> {
  const reason = input.reason == null ? null : readableText('reason', input.reason, 1_000);
  if (input.decision === 'REJECT' && !reason)
    throw new BadUserInput('A rejection needs a reason', { reason: 'missing' });
  const reviewer = userIdOf(ctx.identity);
  if (reviewer === input.userId.toLowerCase()) throw new Forbidden('Nobody reviews their own identity check');
  return inTransaction(ctx, async (ctx) => {
    const user = await lockUser(ctx, input.userId);
    if (user.kycStatus !== 'PENDING') throw new Conflict('No identity check is pending');
    user.kycStatus = input.decision === 'APPROVE' ? 'APPROVED' : 'REJECTED';
    user.kycLevel = input.decision === 'APPROVE' ? 1 : 0;
    await ctx.em.flush();
    await query(
      ctx.em,
      'update kyc_submission set reviewed_at = ?, reviewed_by = ?, reason = ? where person_id = ? and reviewed_at is null',
      [ctx.now(), reviewer, reason, user.id],
    );
    await tellChanged(ctx, user);
    await tellAudit(ctx, {
      action: 'review-kyc',
      objectType: 'user',
      objectId: user.id,
      reason,
      before: { kycStatus: 'PENDING' },
      after: { kycStatus: user.kycStatus },
    });
    await queueMail(ctx, { to: user.email, ...mailOf(user.kycStatus, user.locale, reason) });
    return showKyc(ctx, user);
  });
}

function mailOf(status: string, locale: string, reason: string | null): { subject: string; text: string } {
  const approved = status === 'APPROVED';
  if (locale === 'ru') {
    const text = approved
      ? 'Ваша личность подтверждена. Теперь можно выводить деньги.'
      : `Проверка личности не пройдена: ${reason}`;
    return { subject: 'Проверка личности — Croupier', text };
  }
  const text = approved
    ? 'Your identity is verified. You can withdraw now.'
    : `Your identity could not be verified: ${reason}`;
  return { subject: 'Your identity check at Croupier', text };
}
