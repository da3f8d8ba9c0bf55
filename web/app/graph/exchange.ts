import { graphql, type ResultOf } from './graphql.ts';

export const QuoteExchange = graphql(`
  mutation QuoteExchange($input: QuoteExchangeInput!) {
    quoteExchange(input: $input) {
      id
      rate
      expiresAt
      from {
        amount
        currency
      }
      to {
        amount
        currency
      }
    }
  }
`);

export const Exchange = graphql(`
  mutation Exchange($input: ExchangeInput!) {
    exchange(input: $input) {
      id
      to {
        amount
        currency
      }
    }
  }
`);

export type Quote = ResultOf<typeof QuoteExchange>['quoteExchange'];
