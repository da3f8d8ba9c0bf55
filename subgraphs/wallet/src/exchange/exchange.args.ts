import { MoneyInput } from '@croupier/kit';
import { Field, ID, InputType } from 'type-graphql';

@InputType({ description: 'What to quote' })
export class QuoteExchangeInput {
  @Field(() => MoneyInput, { description: 'What is to be given' })
  from!: MoneyInput;

  @Field(() => String, { description: 'The currency that is wanted' })
  to!: string;
}

@InputType({ description: 'A quote to take' })
export class ExchangeInput {
  @Field(() => ID, { description: 'One’s own quote' })
  quoteId!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Chosen by the client, 1 to 100 printable ASCII characters; a repeat answers with the first exchange',
  })
  idempotencyKey?: string | null;
}
