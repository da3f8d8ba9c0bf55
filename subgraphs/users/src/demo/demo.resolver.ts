import { Allow } from '@croupier/kit';
import { Arg, Ctx, Field, InputType, Mutation, Query, Resolver } from 'type-graphql';
import type { UsersContext } from '../room.ts';
import { SessionType } from '../sessions/session.type.ts';
import { demoPeople, signInAsDemo } from './issue-demo-session.ts';

@InputType({ description: 'Development only' })
export class SignInAsDemoInput {
  @Field(() => String, { description: 'One of demoPeople' })
  name!: string;
}

@Resolver()
export class DemoResolver {
  @Allow('anyone')
  @Mutation(() => SessionType, {
    description: 'Development only (CROUPIER_DEMO): a demo person’s session in one click; NOT_FOUND elsewhere',
  })
  signInAsDemo(@Ctx() ctx: UsersContext, @Arg('input', () => SignInAsDemoInput) input: SignInAsDemoInput) {
    return signInAsDemo(ctx, input);
  }

  @Allow('anyone')
  @Query(() => [String], {
    nullable: true,
    description: 'Development only (CROUPIER_DEMO): whom signInAsDemo offers; null elsewhere',
  })
  demoPeople(@Ctx() ctx: UsersContext) {
    return demoPeople(ctx);
  }
}
