import { graphql, type ResultOf } from './graphql.ts';

export const PaymentMethods = graphql(`
  query PaymentMethods($kind: PaymentKind!) {
    paymentMethods(kind: $kind) {
      id
      kind
      title
      currencies
      min {
        amount
        currency
      }
      max {
        amount
        currency
      }
    }
  }
`);

export const Deposit = graphql(`
  mutation Deposit($input: DepositInput!) {
    deposit(input: $input) {
      id
      status
      redirectUrl
    }
  }
`);

export const Withdraw = graphql(`
  mutation Withdraw($input: WithdrawInput!) {
    withdraw(input: $input) {
      id
      status
    }
  }
`);

export const CancelWithdrawal = graphql(`
  mutation CancelWithdrawal($input: CancelWithdrawalInput!) {
    cancelWithdrawal(input: $input) {
      id
      status
    }
  }
`);

export const MyPayments = graphql(`
  query MyPayments($userId: ID, $kind: PaymentKind, $after: String) {
    payments(filter: { userId: $userId, kind: $kind }, first: 20, after: $after) {
      edges {
        node {
          id
          kind
          status
          method
          failureCode
          redirectUrl
          createdAt
          amount {
            amount
            currency
          }
          history {
            status
            at
          }
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

export const PaymentUpdated = graphql(`
  subscription PaymentUpdated {
    paymentUpdated {
      id
      status
      failureCode
      history {
        status
        at
      }
    }
  }
`);

export type PaymentRow = NonNullable<ResultOf<typeof MyPayments>['payments']>['edges'][number]['node'];
export type Method = NonNullable<ResultOf<typeof PaymentMethods>['paymentMethods']>[number];
