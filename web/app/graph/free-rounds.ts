import { graphql } from './graphql.ts';

/** What a player was granted: at studios, a page at a time, and in the house's own wallets. */
export const FreeRounds = graphql(`
  query FreeRounds($userId: ID!, $after: String, $locale: String!) {
    me {
      id
      wallets {
        id
        bonuses {
          id
          kind
          status
          rounds
          roundsLeft
          gameCode
          expiresAt
          stake {
            amount
            currency
          }
        }
      }
    }
    freeRounds(userId: $userId, first: 20, after: $after) {
      edges {
        node {
          id
          status
          rounds
          played
          expiresAt
          stake {
            amount
            currency
          }
          game {
            id
            slug
            title(locale: $locale)
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
