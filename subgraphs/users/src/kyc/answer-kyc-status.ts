import { askKycStatus } from '@croupier/contracts';
import { defineAnswer, NotFound } from '@croupier/kit';
import { isUuid } from '../profile/load-user.ts';
import { User } from '../profile/user.entity.ts';
import type { UsersContext } from '../room.ts';

/** payments asks it before a withdrawal. */
export const answerKycStatus = defineAnswer(askKycStatus, async (ctx: UsersContext, { userId }) => {
  const user = isUuid(userId) ? await ctx.em.findOne(User, { id: userId }) : null;
  if (!user) throw new NotFound('The person');
  return { status: user.kycStatus, level: user.kycLevel };
});
