import { Directive, Field, ID, ObjectType } from 'type-graphql';

@Directive('@key(fields: "id")')
@ObjectType({ description: 'A person; here with their payments' })
export class User {
  @Field(() => ID, { description: 'A UUID' })
  id!: string;
}
