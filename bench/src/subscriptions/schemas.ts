const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])';

export const WALLET_SDL = `${LINK}
  type Query { present: String }
  type Subscription { balanceChanged: BalanceChange! }
  type BalanceChange { wallet: Wallet!  at: String! }
  type Wallet @key(fields: "id") { id: ID!  currency: String!  version: Int!  real: Money!  owner: User }
  type Money { amount: String!  currency: String! }
  type User @key(fields: "id", resolvable: false) { id: ID! }
`;
export const USERS_SDL = `${LINK}
  type Query { me: User }
  type User @key(fields: "id") { id: ID!  displayName: String }
`;

/** What raw graphql-ws can answer as well. */
export const ONE_SUBGRAPH =
  'subscription { balanceChanged { wallet { id currency version real { amount currency } } at } }';
/** What needs a second subgraph for every event. */
export const TWO_SUBGRAPHS =
  'subscription { balanceChanged { wallet { id currency version real { amount currency } owner { id displayName } } at } }';
