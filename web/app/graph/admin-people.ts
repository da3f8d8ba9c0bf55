import { graphql, type ResultOf } from './graphql.ts';

export const People = graphql(`
  query People($filter: UserFilter, $after: String) {
    users(filter: $filter, first: 25, after: $after) {
      edges {
        node {
          id
          displayName
          email
          roles
          status
          createdAt
          kyc {
            status
            level
          }
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
      totalCount
    }
  }
`);

export const PersonDetail = graphql(`
  query PersonDetail($id: ID!) {
    user(id: $id) {
      id
      displayName
      email
      locale
      timeZone
      roles
      status
      statusUntil
      createdAt
      lastSignInAt
      kyc {
        status
        level
        fullName
        country
        submittedAt
        reviewedAt
        reason
      }
      wallets {
        id
        currency
        version
        real {
          amount
          currency
        }
        bonus {
          amount
          currency
        }
        locked {
          amount
          currency
        }
        total {
          amount
          currency
        }
      }
      payments(first: 10) {
        edges {
          node {
            id
            kind
            status
            method
            createdAt
            amount {
              amount
              currency
            }
          }
        }
      }
    }
  }
`);

export const ReviewKyc = graphql(`
  mutation ReviewKyc($input: ReviewKycInput!) {
    reviewKyc(input: $input) {
      status
      level
      reviewedAt
      reason
    }
  }
`);

export const BlockUser = graphql(`
  mutation BlockUser($input: BlockUserInput!) {
    blockUser(input: $input) {
      id
      status
    }
  }
`);

export const UnblockUser = graphql(`
  mutation UnblockUser($input: UnblockUserInput!) {
    unblockUser(input: $input) {
      id
      status
    }
  }
`);

export type PersonRow = NonNullable<ResultOf<typeof People>['users']>['edges'][number]['node'];
export type PersonFull = NonNullable<ResultOf<typeof PersonDetail>['user']>;
