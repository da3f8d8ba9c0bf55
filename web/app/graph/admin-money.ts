import { graphql, type ResultOf } from './graphql.ts';

export const PaymentQueue = graphql(`
  query PaymentQueue($filter: PaymentFilter, $after: String) {
    payments(filter: $filter, first: 25, after: $after) {
      edges {
        node {
          id
          kind
          status
          method
          failureCode
          createdAt
          amount {
            amount
            currency
          }
          user {
            id
            displayName
            email
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

export const ApproveWithdrawal = graphql(`
  mutation ApproveWithdrawal($input: ApproveWithdrawalInput!) {
    approveWithdrawal(input: $input) {
      id
      status
    }
  }
`);

export const RejectWithdrawal = graphql(`
  mutation RejectWithdrawal($input: RejectWithdrawalInput!) {
    rejectWithdrawal(input: $input) {
      id
      status
    }
  }
`);

export const Adjustments = graphql(`
  query Adjustments($filter: AdjustmentFilter, $after: String) {
    adjustments(filter: $filter, first: 25, after: $after) {
      edges {
        node {
          id
          walletId
          bucket
          direction
          reason
          status
          createdAt
          amount {
            amount
            currency
          }
          proposedBy {
            id
            displayName
          }
          approvedBy {
            id
            displayName
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

export const ProposeAdjustment = graphql(`
  mutation ProposeAdjustment($input: AdjustBalanceInput!) {
    adjustBalance(input: $input) {
      id
      status
    }
  }
`);

export const ApproveAdjustment = graphql(`
  mutation ApproveAdjustment($input: ApproveAdjustmentInput!) {
    approveAdjustment(input: $input) {
      id
      status
    }
  }
`);

export type QueuedPayment = NonNullable<ResultOf<typeof PaymentQueue>['payments']>['edges'][number]['node'];
export type AdjustmentRow = NonNullable<ResultOf<typeof Adjustments>['adjustments']>['edges'][number]['node'];
