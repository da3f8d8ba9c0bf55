import { Allow, userIdOf } from '@croupier/kit';
import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { User } from '../profile/user.entity.ts';
import type { UsersContext } from '../room.ts';
import { KycDocumentType, KycType, ReviewKycInput, SubmitKycInput } from './kyc.type.ts';
import { listDocuments } from './list-documents.ts';
import { reviewKyc } from './review-kyc.ts';
import { showKyc } from './show-kyc.ts';
import { submitKyc } from './submit-kyc.ts';

@Resolver(() => User)
export class KycResolver {
  @Allow('PLAYER')
  @Mutation(() => KycType, { description: 'Hands in an identity check; withdrawals need it approved' })
  submitKyc(@Ctx() ctx: UsersContext, @Arg('input', () => SubmitKycInput) input: SubmitKycInput) {
    return submitKyc(ctx, userIdOf(ctx.identity)!, input);
  }

  @Allow('COMPLIANCE', 'ADMIN')
  @Mutation(() => KycType, { description: 'Decides a pending identity check' })
  reviewKyc(@Ctx() ctx: UsersContext, @Arg('input', () => ReviewKycInput) input: ReviewKycInput) {
    return reviewKyc(ctx, input);
  }

  @Allow('COMPLIANCE', 'ADMIN')
  @Query(() => [KycDocumentType], { nullable: true, description: 'The documents of a person’s last identity check' })
  kycDocuments(@Ctx() ctx: UsersContext, @Arg('userId', () => ID, { description: 'Whose' }) userId: string) {
    return listDocuments(ctx, userId);
  }

  @FieldResolver(() => KycType, { description: 'The identity check' })
  kyc(@Ctx() ctx: UsersContext, @Root() user: User) {
    return showKyc(ctx, user);
  }
}
