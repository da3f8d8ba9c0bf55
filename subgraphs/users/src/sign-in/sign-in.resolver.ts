import { Allow } from '@croupier/kit';
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { UsersContext } from '../room.ts';
import { confirmSecondFactor } from '../second-factor/confirm-second-factor.ts';
import { enrolSecondFactor } from '../second-factor/enrol-second-factor.ts';
import { SessionType } from '../sessions/session.type.ts';
import { confirmEmailCode } from './confirm-email-code.ts';
import { sendEmailCode } from './send-email-code.ts';
import {
  ConfirmEmailCodeInput,
  ConfirmSecondFactorInput,
  EnrolSecondFactorInput,
  SendEmailCodeInput,
  TelegramSignInInput,
} from './sign-in.args.ts';
import { SecondFactorEnrolmentType, SignInChallengeType } from './sign-in.type.ts';
import { signInWithTelegram } from './sign-in-with-telegram.ts';

/** The sign-in journey, open to anyone: Telegram → e-mail code → second factor → session. */
@Resolver()
export class SignInResolver {
  @Allow('anyone')
  @Mutation(() => SignInChallengeType, {
    description: 'Starts a sign-in with a Telegram login; a known person goes straight to SECOND_FACTOR',
  })
  signInWithTelegram(@Ctx() ctx: UsersContext, @Arg('input', () => TelegramSignInInput) input: TelegramSignInInput) {
    return signInWithTelegram(ctx, input);
  }

  @Allow('anyone')
  @Mutation(() => SignInChallengeType, { description: 'Mails a six-digit code that counts ten minutes' })
  sendEmailCode(@Ctx() ctx: UsersContext, @Arg('input', () => SendEmailCodeInput) input: SendEmailCodeInput) {
    return sendEmailCode(ctx, input);
  }

  @Allow('anyone')
  @Mutation(() => SignInChallengeType, { description: 'Proves the e-mail address' })
  confirmEmailCode(@Ctx() ctx: UsersContext, @Arg('input', () => ConfirmEmailCodeInput) input: ConfirmEmailCodeInput) {
    return confirmEmailCode(ctx, input);
  }

  @Allow('anyone')
  @Mutation(() => SecondFactorEnrolmentType, { description: 'Chooses a new person’s second factor' })
  enrolSecondFactor(
    @Ctx() ctx: UsersContext,
    @Arg('input', () => EnrolSecondFactorInput) input: EnrolSecondFactorInput,
  ) {
    return enrolSecondFactor(ctx, input);
  }

  @Allow('anyone')
  @Mutation(() => SessionType, { description: 'Opens the session; registers who is new' })
  confirmSecondFactor(
    @Ctx() ctx: UsersContext,
    @Arg('input', () => ConfirmSecondFactorInput) input: ConfirmSecondFactorInput,
  ) {
    return confirmSecondFactor(ctx, input);
  }
}
