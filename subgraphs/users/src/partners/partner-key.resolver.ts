import {
  Allow,
  BadUserInput,
  connectionOf,
  decodeCursor,
  encodeCursor,
  PageArgs,
  pageOf,
  rowsToRead,
} from '@croupier/kit';
import { Arg, Args, Ctx, Field, ID, InputType, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import { isUuid } from '../profile/load-user.ts';
import type { UsersContext } from '../room.ts';
import { createPartnerKey } from './create-partner-key.ts';
import { PartnerKey } from './partner-key.entity.ts';
import { revokePartnerKey } from './revoke-partner-key.ts';

const PartnerKeyConnection = connectionOf('PartnerKey', PartnerKey);

@InputType({ description: 'A new partner key' })
export class CreatePartnerKeyInput {
  @Field(() => String, { description: 'Whose it is' })
  name!: string;
  @Field(() => [String], {
    description:
      'What it opens of the partner graph, such as `catalogue`; a key that names no scope of it reads all of it',
  })
  scopes!: string[];
}
@InputType({ description: 'Which key' })
export class RevokePartnerKeyInput {
  @Field(() => ID, { description: 'The key' })
  id!: string;
}
@ObjectType({ description: 'A new partner key with its text, told once' })
export class PartnerKeyCreated {
  @Field(() => ID, { description: 'Names it in revokePartnerKey' })
  id!: string;
  @Field(() => String, { description: 'Whose it is' })
  name!: string;
  @Field(() => [String], { description: 'What it opens' })
  scopes!: string[];
  @Field(() => String, { description: 'Goes into X-Api-Key; it cannot be shown again' })
  key!: string;
}

@Resolver()
export class PartnerKeyResolver {
  @Allow('ADMIN')
  @Mutation(() => PartnerKeyCreated, { description: 'Makes a partner key' })
  createPartnerKey(@Ctx() ctx: UsersContext, @Arg('input', () => CreatePartnerKeyInput) input: CreatePartnerKeyInput) {
    return createPartnerKey(ctx, input);
  }

  @Allow('ADMIN')
  @Mutation(() => PartnerKey, { description: 'Revokes a partner key' })
  revokePartnerKey(@Ctx() ctx: UsersContext, @Arg('input', () => RevokePartnerKeyInput) input: RevokePartnerKeyInput) {
    return revokePartnerKey(ctx, input);
  }

  @Allow('ADMIN')
  @Query(() => PartnerKeyConnection, { nullable: true, description: 'Partner keys, by id' })
  async partnerKeys(@Ctx() ctx: UsersContext, @Args(() => PageArgs) page: PageArgs) {
    const after = decodeCursor(page.after, 1)?.[0];
    if (after && !isUuid(after)) throw new BadUserInput('The cursor is not one of ours', { after: 'unknown cursor' });
    const keys = await ctx.em.find(PartnerKey, after ? { id: { $gt: after } } : {}, {
      orderBy: { id: 'asc' },
      limit: rowsToRead(page),
    });
    return pageOf(keys, page, (key) => encodeCursor(key.id));
  }
}
