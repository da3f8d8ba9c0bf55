import { DateTime } from '@croupier/kit';
import { Field, Float, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { CHANGE_KINDS } from './diff-games.ts';

const ProviderState = { UNKNOWN: 'UNKNOWN', UP: 'UP', DOWN: 'DOWN', RECOVERING: 'RECOVERING' } as const;
registerEnumType(ProviderState, {
  name: 'ProviderState',
  description: 'UNKNOWN: not called yet; UP; DOWN: not called for a while after failures; RECOVERING: tried again',
});

@ObjectType('ProviderHealth', { description: 'How a provider has answered the calls of the process that you asked' })
export class ProviderHealthType {
  @Field(() => ProviderState, { description: 'Whether it is called' })
  state!: keyof typeof ProviderState;

  @Field(() => Int, { description: 'Calls since the process started' })
  calls!: number;

  @Field(() => Int, { description: 'How many of them failed' })
  failures!: number;

  @Field(() => DateTime, { nullable: true, description: 'When it answered last' })
  lastSuccessAt!: Date | null;

  @Field(() => DateTime, { nullable: true, description: 'When it failed last' })
  lastFailureAt!: Date | null;

  @Field(() => String, { nullable: true, description: 'How it failed last' })
  lastFailure!: string | null;

  @Field(() => Float, { nullable: true, description: 'Milliseconds of its last answers; a new one counts a fifth' })
  latencyMs!: number | null;
}

const ChangeKind = Object.fromEntries(CHANGE_KINDS.map((kind) => [kind, kind]));
registerEnumType(ChangeKind, {
  name: 'GameChangeKind',
  description: 'GONE: listed no more, closed and not deleted; RETURNED: listed again',
});

@ObjectType('GameFieldChange', { description: 'One field of a game before and after' })
class GameFieldChangeType {
  @Field(() => String, { description: 'The field' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'What it was' })
  before!: string | null;

  @Field(() => String, { nullable: true, description: 'What it is' })
  after!: string | null;
}

@ObjectType('GameChange', { description: 'What a sync changed of one game' })
class GameChangeType {
  @Field(() => ChangeKind, { description: 'What happened' })
  kind!: string;

  @Field(() => String, { description: "The provider's own name of the game" })
  code!: string;

  @Field(() => String, { description: 'Its title' })
  title!: string;

  @Field(() => [GameFieldChangeType], { description: 'What differs' })
  fields!: GameFieldChangeType[];
}

@ObjectType('CatalogueSync', { description: "A comparison of the catalogue with a provider's list of games" })
export class CatalogueSyncType {
  @Field(() => DateTime, { description: 'When' })
  at!: Date;

  @Field(() => Boolean, { description: 'Whether the changes were made' })
  applied!: boolean;

  @Field(() => Int, { description: 'Games that came' })
  added!: number;

  @Field(() => Int, { description: 'Games that changed or returned' })
  changed!: number;

  @Field(() => Int, { description: 'Games that are listed no more' })
  gone!: number;

  @Field(() => Int, { description: 'Games that stayed as they were' })
  unchanged!: number;

  @Field(() => [GameChangeType], { description: 'Each change, at most 1 000' })
  changes!: GameChangeType[];
}

@ObjectType('PolicyValue', { description: 'One value of the policy by which a studio’s callbacks are judged' })
export class PolicyValueType {
  @Field(() => String, { description: 'Which, such as `rollbackAmount`' })
  name!: string;

  @Field(() => String, { description: 'What, such as `MUST_MATCH`' })
  value!: string;

  @Field(() => Boolean, { description: 'true: this provider’s own; false: its dialect’s' })
  own!: boolean;
}

@ObjectType('HeldPayout', { description: 'A payout above its cap that waits for releaseProviderCap' })
export class HeldPayoutType {
  @Field(() => ID, { description: "The provider's own id of the win, or of the bookmaker's bet" })
  reference!: string;

  @Field(() => String, { description: 'The id of the player' })
  userId!: string;

  @Field(() => String, { description: 'The amount, such as "12.50"' })
  amount!: string;

  @Field(() => String, { description: 'Its currency' })
  currency!: string;

  @Field(() => DateTime, { description: 'When it was asked for' })
  heldAt!: Date;
}
