import { GENRES } from '@croupier/contracts';
import { Public } from '@croupier/kit';
import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Directive, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';

const named = <T extends string>(values: readonly T[]) =>
  Object.fromEntries(values.map((value) => [value, value])) as { [K in T]: K };

export const GameGenre = named(GENRES);
export type GameGenre = keyof typeof GameGenre;
registerEnumType(GameGenre, { name: 'GameGenre', description: 'What kind of game it is' });

export const Volatility = named(['LOW', 'MEDIUM', 'HIGH'] as const);
export type Volatility = keyof typeof Volatility;
registerEnumType(Volatility, { name: 'Volatility', description: 'How wildly a game pays' });

/** A game of the catalogue. `code` is the provider's own name of it and what callbacks call gameId. */
@Directive('@key(fields: "id")')
@Public()
@Entity({ tableName: 'game' })
@ObjectType('Game', { description: 'A game of the catalogue' })
export class Game {
  @PrimaryKey({ type: 'uuid' })
  @Field(() => ID, { description: 'Its id in this graph' })
  id!: string;

  @Property({ type: 'text', fieldName: 'provider' })
  providerName!: string;

  @Property({ type: 'text' })
  @Field(() => String, { description: "The provider's own name of the game; callbacks call it gameId" })
  code!: string;

  @Property({ type: 'text' })
  @Field(() => String, { description: 'Its name in addresses' })
  slug!: string;

  /** by language, `en` at least */
  @Property({ type: 'json' })
  titles!: Record<string, string>;

  @Property({ type: 'text' })
  @Field(() => GameGenre, { description: 'What kind of game it is' })
  genre!: GameGenre;

  @Property({ type: 'text', nullable: true })
  @Field(() => Volatility, { nullable: true, description: 'How wildly it pays' })
  volatility!: Volatility | null;

  @Property({ type: 'text', nullable: true })
  @Field(() => String, { nullable: true, description: 'Return to player in percent, such as "96.10"' })
  rtp!: string | null;

  @Property({ type: 'text', nullable: true })
  @Field(() => String, { nullable: true, description: 'Its picture' })
  thumbnailUrl!: string | null;

  @Property({ type: 'json' })
  @Field(() => [String], { description: 'Currencies in which it is played' })
  currencies!: string[];

  @Property({ type: 'json' })
  @Field(() => [String], { description: 'Words to find it by and filter with' })
  tags!: string[];

  @Property({ type: 'boolean' })
  @Field(() => Boolean, { description: 'Whether it can be tried with pretend money' })
  demo!: boolean;

  /** what a person decided; `enabled` is what holds */
  @Property({ type: 'boolean', fieldName: 'enabled' })
  allowed!: boolean;

  /** since when its provider lists it no more */
  @Property({ type: 'datetime', nullable: true })
  goneAt!: Date | null;

  @Property({ type: 'integer' })
  @Field(() => Int, { description: 'Its place in the lobby: smaller comes first, equal ones by slug' })
  position!: number;

  @Property({ type: 'json' })
  @Field(() => [String], { description: 'Slugs of the categories that it is in' })
  categories!: string[];

  @Property({ type: 'json', nullable: true })
  @Field(() => [String], {
    nullable: true,
    description: 'The only countries (ISO 3166) that its provider lists it for; null: all',
  })
  countries!: string[] | null;

  @Property({ type: 'json' })
  @Field(() => [String], { description: 'Countries (ISO 3166) in which it is not offered' })
  blockedCountries!: string[];

  @Property({ type: 'datetime' })
  changedAt!: Date;

  @Field(() => Boolean, { description: 'Whether it may be launched and bet on' })
  get enabled(): boolean {
    return this.allowed && this.goneAt === null;
  }
}
