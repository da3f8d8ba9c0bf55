import { graphql, type ResultOf } from './graphql.ts';

export const WalletHistory = graphql(`
  query WalletHistory($currency: String!, $filter: TransactionFilter, $after: String) {
    me {
      id
      wallet(currency: $currency) {
        id
        currency
        version
        bonuses {
          id
          kind
          status
          rounds
          gameCode
          expiresAt
          amount {
            amount
            currency
          }
          wageringRequired {
            amount
            currency
          }
          wageringDone {
            amount
            currency
          }
        }
        transactions(filter: $filter, first: 20, after: $after) {
          edges {
            node {
              id
              kind
              status
              reference
              gameCode
              createdAt
              amount {
                amount
                currency
              }
              entries {
                bucket
                amount {
                  amount
                  currency
                }
                balanceAfter {
                  amount
                  currency
                }
              }
            }
          }
          pageInfo {
            hasNextPage
            endCursor
          }
        }
      }
    }
  }
`);

type HistoryWallet = NonNullable<NonNullable<ResultOf<typeof WalletHistory>['me']>['wallet']>;
export type TransactionRow = HistoryWallet['transactions']['edges'][number]['node'];
export type BonusRow = HistoryWallet['bonuses'][number];
