import { connectionOf, MoneyType, moneyOf } from '@croupier/kit';
import { Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';

export const DebtKind = {
  BOOKMAKER_BET: 'BOOKMAKER_BET',
  CHARGEBACK: 'CHARGEBACK',
  BONUS: 'BONUS',
  WIN: 'WIN',
} as const;
export type DebtKind = keyof typeof DebtKind;
registerEnumType(DebtKind, {
  name: 'DebtKind',
  description: 'What could not be taken back in full',
  valuesConfig: {
    BOOKMAKER_BET: { description: 'What a settled bet had paid; a result that pays more cancels it first' },
    CHARGEBACK: { description: 'A deposit that its PSP took back; winning the dispute cancels it' },
    BONUS: { description: 'What a bonus had paid out that was opened again; its next conversion cancels it first' },
    WIN: { description: 'What a bet had won in a game that was rolled back' },
  },
});

@ObjectType({ description: 'What a player owes: it was taken back when the money had gone. No deposit repays it' })
export class Debt {
  userId!: string;
  currency!: string;

  @Field(() => ID, { description: 'A UUID' })
  id!: string;

  @Field(() => DebtKind, { description: 'What could not be taken back in full' })
  kind!: DebtKind;

  @Field(() => MoneyType, { description: 'What is owed now' })
  amount!: MoneyType;

  @Field(() => String, { description: '`<provider>:<their id>` of the bet or chargeback; `bonus:<id>`' })
  reference!: string;
}

export const DebtConnection = connectionOf('Debt', Debt);

@InputType({ description: 'Which debts to show' })
export class DebtFilter {
  @Field(() => ID, { nullable: true, description: 'Only this player’s' })
  userId?: string | null;
}

export interface DebtRecord {
  user_id: string;
  id: string;
  kind: DebtKind;
  currency: string;
  scope: string;
  reference: string;
  debt_minor: string;
}

export function debtOf(row: DebtRecord): Debt {
  const reference = `${row.scope.replace(/^(studio|psp|bookmaker):/, '')}:${row.reference}`;
  const amount = moneyOf(BigInt(row.debt_minor), row.currency);
  return Object.assign(new Debt(), {
    userId: row.user_id,
    id: row.id,
    kind: row.kind,
    currency: row.currency,
    amount,
    reference,
  });
}
