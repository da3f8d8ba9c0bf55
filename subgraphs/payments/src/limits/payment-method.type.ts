import { MoneyType, Public } from '@croupier/kit';
import { Field, ID, ObjectType } from 'type-graphql';
import { PaymentKind } from '../payments/payment.entity.ts';
import type { MethodOffer } from '../providers/provider.ts';

@Public()
@ObjectType({ description: 'A way to pay in or out' })
export class PaymentMethod {
  @Field(() => ID, { description: 'What deposit and withdraw call methodId' })
  id!: string;

  @Field(() => PaymentKind, { description: 'Which way the money goes' })
  kind!: PaymentKind;

  @Field(() => String, { description: 'Its name for people' })
  title!: string;

  @Field(() => [String], { description: 'Currencies that it takes' })
  currencies!: string[];

  @Field(() => [MoneyType], { description: 'The smallest amount, per currency' })
  min!: MoneyType[];

  @Field(() => [MoneyType], { description: 'The largest amount, per currency' })
  max!: MoneyType[];
}

/** A PSP's offer as the graph shows it. */
export function paymentMethodOf({ id, kind, title, range }: MethodOffer): PaymentMethod {
  const entries = Object.entries(range);
  return {
    id,
    kind,
    title,
    currencies: entries.map(([currency]) => currency),
    min: entries.map(([currency, { min }]) => ({ amount: min, currency })),
    max: entries.map(([currency, { max }]) => ({ amount: max, currency })),
  };
}
