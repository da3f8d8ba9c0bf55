import { DateTime } from '@croupier/kit';
import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { SIGN_IN_STEPS, type SignInStepName } from './challenge.ts';

export const SignInStep = Object.fromEntries(SIGN_IN_STEPS.map((step) => [step, step])) as { [K in SignInStepName]: K };
registerEnumType(SignInStep, { name: 'SignInStep', description: 'What a sign-in waits for' });
export const SecondFactorMethod = { TOTP: 'TOTP', SMS: 'SMS' } as const;
registerEnumType(SecondFactorMethod, {
  name: 'SecondFactorMethod',
  description: 'An authenticator app (TOTP) or a text message (SMS)',
});

@ObjectType('SignInChallenge', { description: 'A sign-in under way; lives 15 minutes' })
export class SignInChallengeType {
  @Field(() => ID, { description: 'Names it in the next steps' })
  id!: string;
  @Field(() => SignInStep, { description: 'What it waits for' })
  nextStep!: SignInStepName;
  @Field(() => DateTime, { description: 'When it is over' })
  expiresAt!: Date;
}

@ObjectType('SecondFactorEnrolment', { description: 'What a new second factor needs to be set up' })
export class SecondFactorEnrolmentType {
  @Field(() => SignInChallengeType, { description: 'The sign-in, waiting for the first code' })
  challenge!: SignInChallengeType;
  @Field(() => SecondFactorMethod, { description: 'What was chosen' })
  method!: 'TOTP' | 'SMS';
  @Field(() => String, { nullable: true, description: 'TOTP: the secret in base32, told once' })
  secret!: string | null;
  @Field(() => String, { nullable: true, description: 'TOTP: what an authenticator app reads from a QR code' })
  otpauthUrl!: string | null;
}
