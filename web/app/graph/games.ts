import { graphql, type ResultOf } from './graphql.ts';

export const Lobby = graphql(`
  query Lobby($filter: GameFilter, $after: String, $locale: String!) {
    games(filter: $filter, first: 48, after: $after) {
      edges {
        node {
          id
          slug
          title(locale: $locale)
          genre
          volatility
          rtp
          thumbnailUrl
          enabled
          demo
          favourite
          provider {
            id
            title
          }
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
    providers {
      id
      name
      title
      enabled
    }
  }
`);

/** For players alone: guests and staff have no games of their own. */
export const RecentGames = graphql(`
  query RecentGames($locale: String!) {
    recentGames(first: 6) {
      id
      slug
      title(locale: $locale)
      thumbnailUrl
    }
  }
`);

export const FavouriteGame = graphql(`
  mutation FavouriteGame($input: FavouriteGameInput!) {
    favouriteGame(input: $input) {
      id
      favourite
    }
  }
`);

export const UnfavouriteGame = graphql(`
  mutation UnfavouriteGame($input: FavouriteGameInput!) {
    unfavouriteGame(input: $input) {
      id
      favourite
    }
  }
`);

export const GameBySlug = graphql(`
  query GameBySlug($slug: String!, $locale: String!) {
    game(slug: $slug) {
      id
      slug
      title(locale: $locale)
      genre
      volatility
      rtp
      enabled
      demo
      currencies
      thumbnailUrl
      provider {
        id
        title
      }
    }
  }
`);

export const LaunchGame = graphql(`
  mutation LaunchGame($input: LaunchGameInput!) {
    launchGame(input: $input) {
      id
      url
      expiresAt
    }
  }
`);

export const Rounds = graphql(`
  query Rounds($filter: RoundFilter, $after: String, $locale: String!) {
    rounds(filter: $filter, first: 20, after: $after) {
      edges {
        node {
          id
          reference
          provider {
            id
            title
          }
          status
          currency
          openedAt
          closedAt
          staked {
            amount
            currency
          }
          paid {
            amount
            currency
          }
          game {
            id
            slug
            title(locale: $locale)
          }
          bets {
            id
            status
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

export type LobbyGame = NonNullable<ResultOf<typeof Lobby>['games']>['edges'][number]['node'];
export type RecentGame = NonNullable<ResultOf<typeof RecentGames>['recentGames']>[number];
