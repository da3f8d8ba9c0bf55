import { MoneyType, moneyOf } from '@croupier/kit';
import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { BonusTerms, bonusTermsOf, type BonusTermsRecord } from './bonus-terms.type.ts';

export const BonusKind = { MONEY: 'MONEY', FREE_ROUNDS: 'FREE_ROUNDS' } as const;
export type BonusKind = keyof typeof BonusKind;
registerEnumType(BonusKind, {
  name: 'BonusKind',
  description: 'What is given',
  valuesConfig: {
    MONEY: { description: 'Bonus money' },
    FREE_ROUNDS: { description: 'Rounds of a game at a fixed stake; what they win is bonus money' },
  },
});

export const BonusStatus = {
  ACTIVE: 'ACTIVE',
  COMPLETED: 'COMPLETED',
  EXPIRED: 'EXPIRED',
  FORFEITED: 'FORFEITED',
  USED: 'USED',
} as const;
export type BonusStatus = keyof typeof BonusStatus;
registerEnumType(BonusStatus, {
  name: 'BonusStatus',
  description: 'Where a bonus stands',
  valuesConfig: {
    ACTIVE: { description: 'May be played' },
    COMPLETED: { description: 'Wagered; what was left became real money' },
    EXPIRED: { description: 'Its time is over; what was left returned to the house' },
    FORFEITED: { description: 'Ended by staff; what was left returned to the house' },
    USED: { description: 'All of its rounds are played' },
  },
});

@ObjectType({ description: 'A bonus that a player was granted' })
export class Bonus {
  userId!: string;

  @Field(() => ID, { description: 'A UUID' })
  id!: string;

  @Field(() => BonusKind, { description: 'What was given' })
  kind!: BonusKind;

  @Field(() => BonusStatus, { description: 'Where it stands' })
  status!: BonusStatus;

  @Field(() => MoneyType, { nullable: true, description: 'The money that was granted; null for free rounds' })
  amount!: MoneyType | null;

  @Field(() => MoneyType, { description: 'What is left of it in the wallet’s bonus bucket' })
  balance!: MoneyType;

  @Field(() => Int, { nullable: true, description: 'How many rounds were granted; null for money' })
  rounds!: number | null;

  @Field(() => Int, { nullable: true, description: 'How many rounds are left; null for money' })
  roundsLeft!: number | null;

  @Field(() => String, { nullable: true, description: 'The game that the rounds are for, by its provider’s code' })
  gameCode!: string | null;

  @Field(() => MoneyType, { nullable: true, description: 'The largest stake of a free round' })
  stake!: MoneyType | null;

  @Field(() => MoneyType, { description: 'Stakes that are needed before what is left becomes real money' })
  wageringRequired!: MoneyType;

  @Field(() => MoneyType, { description: 'Stakes that were counted so far' })
  wageringDone!: MoneyType;

  @Field(() => MoneyType, { description: 'What became real money' })
  converted!: MoneyType;

  @Field(() => BonusTerms, { nullable: true, description: 'What it was granted on; null: nothing but its wagering' })
  terms!: BonusTerms | null;

  @Field(() => Date, { nullable: true, description: 'When what is left returns to the house' })
  expiresAt!: Date | null;

  @Field(() => Date, { description: 'When it was granted' })
  createdAt!: Date;
}

export interface BonusRecord {
  user_id: string;
  id: string;
  currency: string;
  kind: BonusKind;
  status: BonusStatus;
  granted_minor: string;
  balance_minor: string;
  rounds: number;
  rounds_left: number;
  game_code: string | null;
  stake_minor: string | null;
  wagering_required_minor: string;
  wagering_done_minor: string;
  converted_minor: string;
  terms: BonusTermsRecord | null;
  expires_at: Date | string | null;
  created_at: Date | string;
}

export function bonusOf(row: BonusRecord): Bonus {
  const money = (minor: string) => moneyOf(BigInt(minor), row.currency);
  const free = row.kind === 'FREE_ROUNDS';
  return Object.assign(new Bonus(), {
    ...{ userId: row.user_id, id: row.id, kind: row.kind, status: row.status, gameCode: row.game_code },
    amount: free ? null : money(row.granted_minor),
    balance: money(row.balance_minor),
    rounds: free ? row.rounds : null,
    roundsLeft: free ? row.rounds_left : null,
    stake: row.stake_minor === null ? null : money(row.stake_minor),
    wageringRequired: money(row.wagering_required_minor),
    wageringDone: money(row.wagering_done_minor),
    converted: money(row.converted_minor),
    terms: row.terms && bonusTermsOf(row.terms, row.currency),
    expiresAt: row.expires_at === null ? null : new Date(row.expires_at),
    createdAt: new Date(row.created_at),
  });
}
