import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** Whose something is: the users room knows the rest. */
@Directive('@key(fields: "id", resolvable: false)')
@ObjectType('User', { description: 'A person' })
export class UserStub {
  @Field(() => ID, { description: 'Their id' })
  id!: string;
}
