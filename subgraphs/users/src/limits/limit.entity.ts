import type { LIMIT_KINDS, LIMIT_PERIODS } from '@croupier/contracts';
import { DateTime, moneyOf, MoneyType } from '@croupier/kit';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';

export type LimitKindName = (typeof LIMIT_KINDS)[number];
export type LimitPeriodName = (typeof LIMIT_PERIODS)[number];
export const LimitKind = { DEPOSIT: 'DEPOSIT', LOSS: 'LOSS', WAGER: 'WAGER', SESSION_TIME: 'SESSION_TIME' } as const;
registerEnumType(LimitKind, {
  name: 'LimitKind',
  description: 'What a limit counts: gross deposits, stakes less payouts, stakes, minutes of play',
});
export const LimitPeriod = { DAY: 'DAY', WEEK: 'WEEK', MONTH: 'MONTH' } as const;
registerEnumType(LimitPeriod, { name: 'LimitPeriod', description: 'A calendar period in the player’s time zone' });

@ObjectType('PendingLimit', {
  description: 'A raised limit, or a removal (neither amount nor minutes), that waits for its day and for confirmLimit',
})
export class PendingLimit {
  @Field(() => MoneyType, { nullable: true, description: 'The amount it will be' })
  amount!: MoneyType | null;
  @Field(() => Int, { nullable: true, description: 'The minutes it will be' })
  minutes!: number | null;
  @Field(() => DateTime, { description: 'From when it may be confirmed' })
  effectiveAt!: Date;
}

/** A player's own limit; one per kind and period. */
@Entity({ tableName: 'player_limit' })
@ObjectType('Limit', { description: 'A player’s own limit over all their wallets' })
export class Limit {
  @PrimaryKey({ type: 'uuid' })
  @Field(() => ID, { description: 'Names it in confirmLimit' })
  id!: string;

  @Property({ type: 'uuid' })
  personId!: string;

  @Property({ type: 'text' })
  @Field(() => LimitKind, { description: 'What it counts' })
  kind!: LimitKindName;

  @Property({ type: 'text' })
  @Field(() => LimitPeriod, { description: 'Over which calendar period' })
  period!: LimitPeriodName;

  @Property({ type: 'text', nullable: true })
  currency: string | null = null;

  @Property({ type: 'bigint', nullable: true })
  amountMinor: bigint | null = null;

  @Property({ type: 'integer', nullable: true })
  @Field(() => Int, { nullable: true, description: 'SESSION_TIME: minutes' })
  minutes: number | null = null;

  @Property({ type: 'text', nullable: true })
  pendingCurrency: string | null = null;

  @Property({ type: 'bigint', nullable: true })
  pendingAmountMinor: bigint | null = null;

  @Property({ type: 'integer', nullable: true })
  pendingMinutes: number | null = null;

  @Property({ type: 'datetime', nullable: true })
  pendingEffectiveAt: Date | null = null;

  @Property({ type: 'datetime' })
  createdAt!: Date;

  @Field(() => MoneyType, { nullable: true, description: 'DEPOSIT, LOSS, WAGER: the amount' })
  amount(): MoneyType | null {
    return this.amountMinor === null ? null : moneyOf(BigInt(this.amountMinor), this.currency!);
  }

  @Field(() => PendingLimit, { nullable: true, description: 'What was asked for and does not hold yet' })
  pending(): PendingLimit | null {
    if (!this.pendingEffectiveAt) return null;
    const amount =
      this.pendingAmountMinor === null ? null : moneyOf(BigInt(this.pendingAmountMinor), this.pendingCurrency!);
    return { amount, minutes: this.pendingMinutes, effectiveAt: this.pendingEffectiveAt };
  }

  /** The value that holds now, and no pending one any more. */
  hold(value: LimitValue): void {
    this.currency = value.currency;
    this.amountMinor = value.amountMinor;
    this.minutes = value.minutes;
    this.postpone(NO_LIMIT, null);
  }

  /** The value that may be confirmed from `effectiveAt` on. */
  postpone(value: LimitValue, effectiveAt: Date | null): void {
    this.pendingCurrency = value.currency;
    this.pendingAmountMinor = value.amountMinor;
    this.pendingMinutes = value.minutes;
    this.pendingEffectiveAt = effectiveAt;
  }

  /** Whether `value` binds at least as tightly as what holds. Another currency cannot be compared here and counts as looser. */
  isTightenedBy(value: LimitValue): boolean {
    if (value.minutes !== null) return this.minutes !== null && value.minutes <= this.minutes;
    if (value.amountMinor === null) return false;
    return value.currency === this.currency && value.amountMinor <= BigInt(this.amountMinor!);
  }
}

/** What a limit allows: an amount, or minutes; NO_LIMIT is a removal. */
export interface LimitValue {
  currency: string | null;
  amountMinor: bigint | null;
  minutes: number | null;
}
export const NO_LIMIT: LimitValue = { currency: null, amountMinor: null, minutes: null };
