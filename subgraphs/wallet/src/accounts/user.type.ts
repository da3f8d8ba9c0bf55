import { Directive, Field, ID, ObjectType } from 'type-graphql';

@Directive('@key(fields: "id")')
@ObjectType('User', { description: 'A person; the users room knows the rest of it' })
export class User {
  @Field(() => ID, { description: 'The person’s id' })
  id!: string;
}
