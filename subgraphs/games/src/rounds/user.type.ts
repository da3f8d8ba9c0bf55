import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** Whose something is: the users room knows the rest. */
@Directive('@key(fields: "id", resolvable: false)')
@ObjectType('User', { description: 'A person with an account: a player, or somebody who works here' })
export class UserStub {
  @Field(() => ID, { description: 'The person’s id everywhere in the platform' })
  id!: string;
}
