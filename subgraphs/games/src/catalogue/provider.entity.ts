import { Public } from '@croupier/kit';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import type { OwnPolicy } from './provider-policy.ts';

export const ProviderKind = { STUDIO: 'STUDIO', BOOKMAKER: 'BOOKMAKER' } as const;
export type ProviderKind = keyof typeof ProviderKind;
registerEnumType(ProviderKind, { name: 'ProviderKind', description: 'A STUDIO has games; a BOOKMAKER takes bets' });

/** What one bet or payout may be, as decimals by currency. A currency that is not named has no limit. */
export interface ProviderLimits {
  leastBet?: Record<string, string>;
  mostBet?: Record<string, string>;
  mostPayout?: Record<string, string>;
}

/** A game studio or bookmaker that calls us. Its secret is sealed and has no field: nobody reads it again. */
@Entity({ tableName: 'provider' })
@ObjectType('Provider', { description: 'A game studio whose games are played here, or a bookmaker' })
export class Provider {
  @PrimaryKey({ type: 'text' })
  @Public()
  @Field(() => String, { description: 'Its name in callback addresses, such as `sandbox`' })
  name!: string;

  @Property({ type: 'text' })
  @Public()
  @Field(() => ProviderKind, { description: 'Whether it is a studio or a bookmaker' })
  kind!: ProviderKind;

  @Property({ type: 'text' })
  @Public()
  @Field(() => String, { description: 'What people call it' })
  title!: string;

  @Property({ type: 'text' })
  @Field(() => String, { description: 'The callback dialect that it speaks' })
  dialect!: string;

  @Property({ type: 'text' })
  secretSealed!: string;

  @Property({ type: 'text', nullable: true })
  url!: string | null;

  @Property({ type: 'boolean' })
  @Public()
  @Field(() => Boolean, {
    description: 'Whether its games may be launched and bet on; what is open is settled in any case',
  })
  enabled!: boolean;

  @Property({ type: 'boolean' })
  promotionsAllowed!: boolean;

  /** null: all of the house's */
  @Property({ type: 'json', nullable: true })
  currencies!: string[] | null;

  @Property({ type: 'json' })
  limits!: ProviderLimits;

  /** in EUR; null: the ledger's own cap */
  @Property({ type: 'text', nullable: true })
  promotionsPerDay!: string | null;

  /** what differs from its dialect's policy */
  @Property({ type: 'json' })
  policy!: OwnPolicy;

  @Property({ type: 'datetime' })
  updatedAt!: Date;

  @Public()
  @Field(() => ID, { description: 'The same as its name' })
  get id(): string {
    return this.name;
  }
}
