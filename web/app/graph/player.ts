import { graphql, type ResultOf } from './graphql.ts';

export const Limits = graphql(`
  query Limits {
    me {
      id
      status
      statusUntil
      limits {
        id
        kind
        period
        minutes
        amount {
          amount
          currency
        }
        pending {
          minutes
          effectiveAt
          amount {
            amount
            currency
          }
        }
      }
    }
  }
`);

export const SetLimit = graphql(`
  mutation SetLimit($input: SetLimitInput!) {
    setLimit(input: $input) {
      id
      pending {
        effectiveAt
      }
    }
  }
`);

export const ConfirmLimit = graphql(`
  mutation ConfirmLimit($input: ConfirmLimitInput!) {
    confirmLimit(input: $input) {
      id
    }
  }
`);

export const StartCoolingOff = graphql(`
  mutation StartCoolingOff($input: StartCoolingOffInput!) {
    startCoolingOff(input: $input) {
      id
      status
      statusUntil
    }
  }
`);

export const SelfExclude = graphql(`
  mutation SelfExclude($input: SelfExcludeInput!) {
    selfExclude(input: $input) {
      id
      status
      statusUntil
    }
  }
`);

export const Identity = graphql(`
  query Identity {
    me {
      id
      kyc {
        status
        level
        fullName
        country
        submittedAt
        reviewedAt
        reason
      }
    }
  }
`);

export const SubmitKyc = graphql(`
  mutation SubmitKyc($input: SubmitKycInput!) {
    submitKyc(input: $input) {
      status
      level
    }
  }
`);

export type LimitRow = NonNullable<NonNullable<ResultOf<typeof Limits>['me']>['limits']>[number];
