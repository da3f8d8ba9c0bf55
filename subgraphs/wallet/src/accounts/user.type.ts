import { Directive, Field, ID, ObjectType } from 'type-graphql';

@Directive('@key(fields: "id")')
@ObjectType('User', { description: 'A person with an account: a player, or somebody who works here' })
export class User {
  @Field(() => ID, { description: 'The person’s id everywhere in the platform' })
  id!: string;
}
