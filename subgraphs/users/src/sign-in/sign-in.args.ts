import { Field, ID, InputType } from 'type-graphql';
import { SecondFactorMethod } from './sign-in.type.ts';

@InputType({ description: 'The fields of Telegram’s Login Widget, as Telegram gave them' })
export class TelegramSignInInput {
  @Field(() => String, { description: 'Telegram id' })
  id!: string;
  @Field(() => String, { nullable: true, description: 'first_name' })
  firstName?: string | null;
  @Field(() => String, { nullable: true, description: 'last_name' })
  lastName?: string | null;
  @Field(() => String, { nullable: true, description: 'username' })
  username?: string | null;
  @Field(() => String, { nullable: true, description: 'photo_url' })
  photoUrl?: string | null;
  @Field(() => String, { description: 'auth_date: Unix seconds; at most ten minutes old' })
  authDate!: string;
  @Field(() => String, { description: 'Telegram’s proof over the other fields; each counts once' })
  hash!: string;
}

@InputType({ description: 'Where to mail the code' })
export class SendEmailCodeInput {
  @Field(() => ID, { description: 'The sign-in under way' })
  challengeId!: string;
  @Field(() => String, { description: 'E-mail address' })
  email!: string;
}

@InputType({ description: 'The code that was mailed' })
export class ConfirmEmailCodeInput {
  @Field(() => ID, { description: 'The sign-in under way' })
  challengeId!: string;
  @Field(() => String, { description: 'Six digits' })
  code!: string;
}

@InputType({ description: 'The second factor that a new person chooses' })
export class EnrolSecondFactorInput {
  @Field(() => ID, { description: 'The sign-in under way' })
  challengeId!: string;
  @Field(() => SecondFactorMethod, { description: 'An authenticator app, or SMS' })
  method!: 'TOTP' | 'SMS';
  @Field(() => String, { nullable: true, description: 'For SMS: the number, with + and the country' })
  phone?: string | null;
}

@InputType({ description: 'The second factor’s code' })
export class ConfirmSecondFactorInput {
  @Field(() => ID, { description: 'The sign-in under way' })
  challengeId!: string;
  @Field(() => String, { description: 'Six digits; a TOTP code works once' })
  code!: string;
}
