import { randomUUID } from 'node:crypto';
import { userRegistered, type RoleName } from '@croupier/contracts';
import { publish, query, sealSecret } from '@croupier/kit';
import { queueGate } from '../gate/queue-gate.ts';
import { User } from '../profile/user.entity.ts';
import type { UsersContext } from '../room.ts';

export interface NewPerson {
  telegramId: string;
  displayName: string;
  email: string;
  /** base32; exactly one of totpSecret and phone is there */
  totpSecret: string | null;
  /** the step whose code was used to enrol: it does not sign in a second time */
  totpStep: number | null;
  phone: string | null;
  roles?: RoleName[];
  demo?: boolean;
}

/** Writes the person, their gate and the news of them, in the caller's transaction. The caller has proven everything. */
export async function registerPerson(ctx: UsersContext, input: NewPerson): Promise<User> {
  const id = randomUUID();
  const seal = (text: string | null, what: string) =>
    text && sealSecret(ctx.room.secretsKey, text, `person:${id}:${what}`);
  const user = ctx.em.create(User, {
    id,
    telegramId: input.telegramId,
    displayName: input.displayName,
    email: input.email,
    roles: input.roles ?? ['PLAYER'],
    demo: input.demo ?? false,
    secondFactor: input.totpSecret ? 'TOTP' : 'SMS',
    totpSecret: seal(input.totpSecret, 'totp'),
    phone: seal(input.phone, 'phone'),
    createdAt: ctx.now(),
  } as never) as User;
  await ctx.em.flush();
  if (input.totpStep !== null)
    await query(ctx.em, 'update person set totp_last_step = ? where id = ?', [input.totpStep, id]);
  await queueGate(ctx, user);
  await publish(ctx, userRegistered, {
    userId: id,
    displayName: user.displayName,
    locale: user.locale,
    registeredAt: ctx.now().toISOString(),
  });
  return user;
}
