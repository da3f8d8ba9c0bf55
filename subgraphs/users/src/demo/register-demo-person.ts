import type { RoleName } from '@croupier/contracts';
import { inTransaction, query } from '@croupier/kit';
import { tellChanged } from '../profile/tell.ts';
import { User } from '../profile/user.entity.ts';
import { registerPerson } from '../registration/register-person.ts';
import type { UsersContext } from '../room.ts';
import { lockTelegramAccount } from '../sign-in/attempts.ts';

export interface DemoPerson {
  telegramId: string;
  displayName: string;
  email: string;
  roles: RoleName[];
  kycApproved: boolean;
  /** base32; the person may be signed in through the whole journey with it */
  totpSecret: string;
}

/** A person of the demo, without the journey; an existing one with this Telegram id is left as they are. Scripts only. */
export async function registerDemoPerson(ctx: UsersContext, input: DemoPerson): Promise<User> {
  return inTransaction(ctx, async (ctx) => {
    await lockTelegramAccount(ctx, input.telegramId);
    const known = await ctx.em.findOne(User, { telegramId: input.telegramId });
    if (known) return known;
    const { telegramId, displayName, email, roles, totpSecret } = input;
    const user = await registerPerson(ctx, {
      telegramId,
      displayName,
      email,
      roles,
      totpSecret,
      totpStep: null,
      phone: null,
      demo: true,
    });
    if (input.kycApproved) await approve(ctx, user);
    await tellChanged(ctx, user);
    return user;
  });
}

async function approve(ctx: UsersContext, user: User): Promise<void> {
  user.kycStatus = 'APPROVED';
  user.kycLevel = 1;
  await ctx.em.flush();
  await query(
    ctx.em,
    `insert into kyc_submission (person_id, full_name, birth_date, country, submitted_at, reviewed_at, reason)
     values (?, ?, '1990-01-01', 'LV', ?, ?, 'demo')`,
    [user.id, user.displayName, ctx.now(), ctx.now()],
  );
}
