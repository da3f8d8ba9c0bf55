import { DateTime } from '@croupier/kit';
import { Field, InputType, ObjectType } from 'type-graphql';
import { User } from '../profile/user.entity.ts';

@ObjectType('Session', { description: 'What signs a person in' })
export class SessionType {
  @Field(() => String, { description: 'Goes into `Authorization: Bearer …`; short-lived' })
  accessToken!: string;
  @Field(() => String, { description: 'Buys the next pair, once' })
  refreshToken!: string;
  @Field(() => DateTime, { description: 'When the access token expires' })
  expiresAt!: Date;
  @Field(() => User, { description: 'Who signed in' })
  user!: User;
}

@InputType({ description: 'The refresh token of the last pair' })
export class RefreshSessionInput {
  @Field(() => String, { description: 'Works once' })
  refreshToken!: string;
}
