import { Field, ObjectType } from 'type-graphql';

@ObjectType('RoundPage', { description: 'Where a studio shows what happened in a round' })
export class RoundPage {
  @Field(() => String, { description: 'The address of its page; it may hold for a short time only' })
  url!: string;
}
