import { MoneyInput } from '@croupier/kit';
import { Field, InputType } from 'type-graphql';
import { ProviderKind } from './provider.entity.ts';

@InputType('PolicyValueInput', { description: 'One value of a policy row' })
class PolicyValueInput {
  @Field(() => String, { description: 'Which, such as `rollbackAmount`' })
  name!: string;

  @Field(() => String, { description: 'What, such as `MUST_MATCH`' })
  value!: string;
}

@InputType('ConfigureProviderInput', {
  description:
    'A new provider (dialect and secret needed; a bookmaker’s dialect is `bookmaker` or `betby`), or what to change of one; what is left out stays, ' +
    'a list that is given replaces the present one',
})
export class ConfigureProviderArgs {
  @Field(() => String, { description: 'Its name in callback addresses: small letters, digits, dashes' })
  name!: string;

  @Field(() => ProviderKind, {
    nullable: true,
    description: 'Of a new one: STUDIO unless told otherwise. It never changes',
  })
  kind?: ProviderKind | null;

  @Field(() => String, { nullable: true, description: 'What people call it' })
  title?: string | null;

  @Field(() => String, { nullable: true, description: 'The callback dialect that it speaks, such as `croupier`' })
  dialect?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'What it signs with, in the form of its dialect; stored encrypted and never readable again',
  })
  secret?: string | null;

  @Field(() => String, { nullable: true, description: 'Where it is called for launches and its list of games' })
  url?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether its games may be launched and bet on' })
  enabled?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether it may pay promotions without a bet; of a bookmaker, whether its free bets are taken',
  })
  promotionsAllowed?: boolean | null;

  @Field(() => [String], { nullable: true, description: 'Currencies in which it may be played; null: all' })
  currencies?: string[] | null;

  @Field(() => [MoneyInput], { nullable: true, description: 'The smallest bet, an amount for each currency' })
  leastBets?: MoneyInput[] | null;

  @Field(() => [MoneyInput], { nullable: true, description: 'The largest bet, an amount for each currency' })
  mostBets?: MoneyInput[] | null;

  @Field(() => [MoneyInput], {
    nullable: true,
    description: 'The largest payout that goes through without a person, an amount for each currency',
  })
  mostPayouts?: MoneyInput[] | null;

  @Field(() => MoneyInput, {
    nullable: true,
    description: 'What it may pay as promotions in a day (UTC), in EUR; null: 100 000',
  })
  promotionsPerDay?: MoneyInput | null;

  @Field(() => [PolicyValueInput], {
    nullable: true,
    description:
      'What differs from its dialect’s policy; an empty list: nothing. New commands are judged by it, repeats as they were. ' +
      '`txScope` never goes back from PER_PLAYER',
  })
  policy?: PolicyValueInput[] | null;
}

@InputType('ReleaseProviderCapInput', { description: 'Whose promotions and held payouts to let through' })
export class ReleaseProviderCapArgs {
  @Field(() => String, { description: "The provider's name" })
  provider!: string;
}

@InputType('SyncProviderInput', { description: 'Whose games to list' })
export class SyncProviderArgs {
  @Field(() => String, { description: "The provider's name" })
  provider!: string;

  @Field(() => Boolean, { defaultValue: true, description: 'false: only show what would change' })
  apply!: boolean;
}
