import { graphql, type ResultOf } from './graphql.ts';

/** The signed-in person and their balances: on every page. */
export const Me = graphql(`
  query Me {
    me {
      id
      displayName
      email
      locale
      timeZone
      roles
      status
      statusUntil
      kyc {
        status
        level
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
    }
  }
`);

export const BalanceChanged = graphql(`
  subscription BalanceChanged {
    balanceChanged {
      wallet {
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
      transaction {
        id
        kind
        amount {
          amount
          currency
        }
      }
    }
  }
`);

export type Person = NonNullable<ResultOf<typeof Me>['me']>;
export type WalletBalance = NonNullable<Person['wallets']>[number];
