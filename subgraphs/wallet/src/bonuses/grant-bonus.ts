import { audited, formatAmount } from '@croupier/contracts';
import { BadUserInput, Forbidden, inTransaction, minorOf, NotFound, publish, query, userIdOf } from '@croupier/kit';
import { randomUUID } from 'node:crypto';
import type { InternalOperation } from '../ledger/operation.ts';
import { isUserId } from '../ledger/operation.ts';
import { requireDone } from '../ledger/require-done.ts';
import type { WalletContext } from '../room.ts';
import type { GrantBonusInput } from './bonus.args.ts';
import { amountOfGrant, requireLawfulWagering, termsOfGrant } from './terms-of-grant.ts';
import { type Bonus, bonusOf, type BonusRecord } from './bonus.type.ts';

type Grant = Extract<InternalOperation, { kind: 'grant_bonus' }>;

/** Grants a bonus. Refusals: BAD_USER_INPUT, NOT_FOUND (no such player), SELF_EXCLUDED, PLAYER_BLOCKED, FORBIDDEN (to oneself). */
export async function grantBonus(ctx: WalletContext, input: GrantBonusInput): Promise<Bonus> {
  if (input.userId === userIdOf(ctx.identity)) throw new Forbidden('Nobody grants themselves a bonus');
  const operation = operationOf(ctx, input);
  if (!isUserId(input.userId)) throw new NotFound('User');
  requireDone(
    await ctx.room.ledger.execute({
      scope: 'bonus',
      userId: input.userId,
      deadlineAt: null,
      policy: null,
      operations: [operation],
    }),
  );
  return auditBonus(ctx, operation.reference, 'grant-bonus');
}

function operationOf(ctx: WalletContext, input: GrantBonusInput): Grant {
  const wageringMultiple = input.wageringMultiple ?? 0;
  if (wageringMultiple < 0 || wageringMultiple > 100)
    throw new BadUserInput('Wagering is 0 to 100 times', { wageringMultiple: '0 to 100' });
  if (input.expiresAt && input.expiresAt <= ctx.now())
    throw new BadUserInput('It would have expired already', { expiresAt: 'is past' });
  const shared = {
    kind: 'grant_bonus' as const,
    reference: randomUUID(),
    bonusKind: input.kind,
    wageringMultiple,
    expiresAt: input.expiresAt?.getTime() ?? null,
  };
  if (input.kind === 'MONEY') {
    const { minor, currency } = amountOfGrant(input);
    const terms = termsOfGrant(input, currency);
    const base = terms?.wageringBase === 'DEPOSIT_AND_BONUS' ? minor + minorOf(input.deposit!) : minor;
    requireLawfulWagering(ctx.room.mostWagering, minor, base, wageringMultiple);
    const amount = formatAmount(minor, currency);
    return { ...shared, currency, amount, rounds: 0, gameCode: null, stake: null, terms };
  }
  requireLawfulWagering(ctx.room.mostWagering, 1n, 1n, wageringMultiple);
  if (input.match) throw new BadUserInput('Free rounds are not a part of a deposit', { match: 'only of money' });
  const { rounds, gameCode, stake } = input;
  if (!rounds || rounds < 1 || rounds > 1000)
    throw new BadUserInput('Free rounds are 1 to 1000', { rounds: '1 to 1000' });
  if (!gameCode || gameCode.length > 255 || gameCode.includes('\u0000'))
    throw new BadUserInput('Free rounds are for a game', { gameCode: 'missing or malformed' });
  if (!stake) throw new BadUserInput('Free rounds have a stake', { stake: 'missing' });
  return {
    ...shared,
    currency: stake.currency,
    amount: '0',
    rounds,
    gameCode,
    stake: formatAmount(minorOf(stake), stake.currency),
    terms: termsOfGrant(input, stake.currency),
  };
}

/** Writes into the trail what was done to a bonus, and answers it as it stands. */
export async function auditBonus(ctx: WalletContext, id: string, action: string): Promise<Bonus> {
  return inTransaction(ctx, async (ctx) => {
    const [row] = await query<BonusRecord>(ctx.em, 'select * from bonus where id = ?', [id]);
    const bonus = bonusOf(row!);
    await publish(ctx, audited.wallet, {
      ...{
        entryId: randomUUID(),
        actorId: userIdOf(ctx.identity)!,
        action,
        objectType: 'Bonus',
        objectId: id,
        reason: null,
        before: null,
      },
      after: {
        userId: bonus.userId,
        kind: bonus.kind,
        status: bonus.status,
        amount: bonus.amount,
        rounds: bonus.rounds,
        gameCode: bonus.gameCode,
        terms: bonus.terms,
      },
      at: ctx.now().toISOString(),
    });
    return bonus;
  });
}
