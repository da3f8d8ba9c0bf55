import { randomUUID } from 'node:crypto';
import { BadUserInput, inTransaction, minorOf, NotFound, type MoneyInput } from '@croupier/kit';
import { MAX_AMOUNT_MINOR } from '@croupier/contracts';
import { requireGate } from '../gate/commit-gate.ts';
import { queueGate } from '../gate/queue-gate.ts';
import { lockUser } from '../profile/load-user.ts';
import { tellAudit } from '../profile/tell.ts';
import type { User } from '../profile/user.entity.ts';
import type { UsersContext } from '../room.ts';
import { Limit, NO_LIMIT, type LimitKindName, type LimitPeriodName, type LimitValue } from './limit.entity.ts';

const RAISE_AFTER_MS = 24 * 3_600_000;
const MOST_MINUTES = { DAY: 1_440, WEEK: 10_080, MONTH: 44_640 } as const;

export interface LimitWish {
  kind: LimitKindName;
  period: LimitPeriodName;
  amount?: MoneyInput | null;
  minutes?: number | null;
}

/**
 * A new or tighter limit holds at once; a looser one, another currency, or a removal (neither amount nor minutes) waits 24 hours
 * and then for confirmLimit (RTS 12: igaming.md 3, rule 6). What was pending before is replaced.
 * Throws BadUserInput, NotFound (nothing to remove), ProviderUnavailable (stored and queued).
 */
export async function setLimit(ctx: UsersContext, userId: string, wish: LimitWish): Promise<Limit> {
  const value = valueOf(wish);
  const { limit, holds } = await inTransaction(ctx, async (ctx) => {
    const user = await lockUser(ctx, userId);
    const known = await ctx.em.findOne(Limit, { personId: userId, kind: wish.kind, period: wish.period });
    if (!known && value === NO_LIMIT) throw new NotFound('A limit of this kind and period');
    const limit = known ?? newLimit(ctx, userId, wish);
    const holds = !known || known.isTightenedBy(value);
    if (holds) limit.hold(value);
    else limit.postpone(value, new Date(ctx.now().getTime() + RAISE_AFTER_MS));
    await ctx.em.flush();
    if (holds) await queueGate(ctx, user);
    await auditLimit(ctx, user, limit, holds ? 'set-limit' : 'ask-for-limit');
    return { limit, holds };
  });
  if (holds) await requireGate(ctx, userId);
  return limit;
}

export async function auditLimit(ctx: UsersContext, user: User, limit: Limit, action: string): Promise<void> {
  const { kind, period, minutes } = limit;
  const pending = limit.pending();
  const after = {
    kind,
    period,
    minutes,
    amount: limit.amount(),
    pending: pending && { ...pending, effectiveAt: pending.effectiveAt.toISOString() },
  };
  await tellAudit(ctx, { action, objectType: 'user', objectId: user.id, after });
}

function newLimit(ctx: UsersContext, personId: string, { kind, period }: LimitWish): Limit {
  return ctx.em.create(Limit, { id: randomUUID(), personId, kind, period, createdAt: ctx.now() } as never) as Limit;
}

/** Minutes for SESSION_TIME, an amount for the others. Throws BadUserInput. */
function valueOf({ kind, period, amount, minutes }: LimitWish): LimitValue {
  if (amount == null && minutes == null) return NO_LIMIT;
  if (kind === 'SESSION_TIME') {
    const most = MOST_MINUTES[period];
    if (amount != null || !Number.isInteger(minutes) || minutes! < 1 || minutes! > most) {
      throw new BadUserInput(`SESSION_TIME wants 1 to ${most} minutes`, { minutes: 'out of range' });
    }
    return { ...NO_LIMIT, minutes: minutes! };
  }
  if (amount == null || minutes != null) throw new BadUserInput(`${kind} wants an amount`, { amount: 'missing' });
  const amountMinor = minorOf(amount, { allowZero: true });
  if (amountMinor > MAX_AMOUNT_MINOR) throw new BadUserInput('The amount is too large', { amount: 'too large' });
  return { currency: amount.currency, amountMinor, minutes: null };
}
