import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Field, ID, ObjectType } from 'type-graphql';

/** A game studio that calls us. Its secret is sealed and has no field: nobody reads it again. */
@Entity({ tableName: 'provider' })
@ObjectType('Provider', { description: 'A game studio whose games are played here' })
export class Provider {
  @PrimaryKey({ type: 'text' })
  @Field(() => String, { description: 'Its name in callback addresses, such as `sandbox`' })
  name!: string;

  @Property({ type: 'text' })
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
  @Field(() => Boolean, {
    description: 'Whether its games may be launched and bet on; what is open is settled in any case',
  })
  enabled!: boolean;

  @Property({ type: 'boolean' })
  promotionsAllowed!: boolean;

  @Field(() => ID, { description: 'The same as its name' })
  get id(): string {
    return this.name;
  }
}
