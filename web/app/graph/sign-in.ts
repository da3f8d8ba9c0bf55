import { graphql } from './graphql.ts';

export const SignInWithTelegram = graphql(`
  mutation SignInWithTelegram($input: TelegramSignInInput!) {
    signInWithTelegram(input: $input) {
      id
      nextStep
      expiresAt
    }
  }
`);

export const SendEmailCode = graphql(`
  mutation SendEmailCode($input: SendEmailCodeInput!) {
    sendEmailCode(input: $input) {
      id
      nextStep
      expiresAt
    }
  }
`);

export const ConfirmEmailCode = graphql(`
  mutation ConfirmEmailCode($input: ConfirmEmailCodeInput!) {
    confirmEmailCode(input: $input) {
      id
      nextStep
      expiresAt
    }
  }
`);

export const EnrolSecondFactor = graphql(`
  mutation EnrolSecondFactor($input: EnrolSecondFactorInput!) {
    enrolSecondFactor(input: $input) {
      challenge {
        id
        nextStep
        expiresAt
      }
      method
      secret
      otpauthUrl
    }
  }
`);

export const ConfirmSecondFactor = graphql(`
  mutation ConfirmSecondFactor($input: ConfirmSecondFactorInput!) {
    confirmSecondFactor(input: $input) {
      accessToken
      refreshToken
      expiresAt
    }
  }
`);

export const DemoPeople = graphql(`
  query DemoPeople {
    demoPeople
  }
`);

export const SignInAsDemo = graphql(`
  mutation SignInAsDemo($input: SignInAsDemoInput!) {
    signInAsDemo(input: $input) {
      accessToken
      refreshToken
      expiresAt
    }
  }
`);

export const SignOut = graphql(`
  mutation SignOut {
    signOut
  }
`);
