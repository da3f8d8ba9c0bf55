/** What is asked of every peer. All of it may be asked by a player. */
export interface Question {
  name: string;
  query: string;
  callers: number;
}

export const LOBBY = `query Lobby {
  games(first: 5) { edges { node { id slug title rtp provider { title } } } }
  me { id displayName wallets { currency real { amount } } }
}`;

export const TWENTY = `query Twenty {
  rounds(first: 20) {
    edges { node { id reference status staked { amount currency } user { id displayName locale wallets { id currency real { amount } } } } }
  }
}`;

export const HEAVY = `query Heavy($pages: Int!) {
  rounds(first: 40) {
    totalCount
    pageInfo { hasNextPage endCursor }
    edges {
      cursor
      node {
        ...OfRound
        bets { id reference status placedAt amount { ...Amount } paid { ...Amount } }
        game { id title slug tags volatility }
        user {
          id displayName email locale createdAt
          wallets { id currency version real { ...Amount } bonus { ...Amount } }
          payments(first: $pages) { edges { node { id kind status createdAt amount { ...Amount } } } }
        }
      }
    }
  }
}
fragment OfRound on Round { id reference currency status openedAt closedAt staked { ...Amount } paid { ...Amount } }
fragment Amount on Money { amount currency }`;

export const VARIABLES: Record<string, object> = { heavy: { pages: 2 } };

export const QUESTIONS: Question[] = [
  { name: 'lobby', query: LOBBY, callers: 32 },
  { name: 'twenty', query: TWENTY, callers: 32 },
  { name: 'heavy', query: HEAVY, callers: 8 },
];
