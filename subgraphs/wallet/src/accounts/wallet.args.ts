import { Field, InputType } from 'type-graphql';

@InputType({ description: 'Which wallet to open' })
export class OpenWalletInput {
  @Field(() => String, { description: 'ISO 4217, and BTC, USDT, TON' })
  currency!: string;
}
