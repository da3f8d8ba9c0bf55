import { IDENTITY_HEADER } from '@croupier/kit';
import { Pool } from 'undici';
import { HEAVY, LOBBY, TWENTY } from '../queries.ts';
import { readText, serveIdentified, type StartPeer } from './peer.ts';

interface Data {
  games: unknown;
  me: { id: string; displayName: string };
  rounds: { edges: { node: { user: Record<string, unknown> } }[] };
  _entities: Record<string, unknown>[];
}
type Ask = (service: string, query: string, variables?: object) => Promise<Data>;

const ENTITIES = (selection: string, variables = ''): string =>
  `query($representations:[_Any!]!${variables}){_entities(representations:$representations){...on User{${selection}}}}`;
const MONEY = '{amount currency}';

/** What a program does that knows the three queries: no parsing, no planning, no rules, two hops and a merge. The limit. */
export const byHand: StartPeer = (start) => {
  const pools = new Map(Object.entries(start.urls).map(([name, url]) => [name, new Pool(new URL(url).origin, { connections: 64 })])); // prettier-ignore
  return serveIdentified(start, async (request, response) => {
    const { query, variables } = JSON.parse(await readText(request)) as { query: string; variables?: object };
    const headers = {
      'content-type': 'application/json',
      [IDENTITY_HEADER]: request.headers[IDENTITY_HEADER] as string,
    };
    const ask: Ask = async (service, text, of) => {
      const body = JSON.stringify({ query: text, variables: of });
      const answer = await pools.get(service)!.request({ method: 'POST', path: '/graphql', headers, body });
      return ((await answer.body.json()) as { data: Data }).data;
    };
    const data = await ANSWERS[query]!(ask, variables ?? {});
    const text = JSON.stringify({ data });
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
    response.end(text);
  });
};

const ANSWERS: Record<string, (ask: Ask, variables: object) => Promise<unknown>> = {
  [LOBBY]: async (ask) => {
    const asked = ask('games', '{games(first:5){edges{node{id slug title rtp provider{title}}}}}');
    const { me } = await ask('users', '{me{id displayName}}');
    const representations = [{ __typename: 'User', id: me.id }];
    const { _entities } = await ask('wallet', ENTITIES('wallets{currency real{amount}}'), { representations });
    const { games } = await asked;
    return { games, me: { ...me, wallets: _entities[0]!['wallets'] } };
  },
  [TWENTY]: async (ask) => {
    const { rounds } = await ask('games', '{rounds(first:20){edges{node{id reference status staked{amount currency} user{id}}}}}'); // prettier-ignore
    const people = rounds.edges.map(({ node }) => node.user);
    const representations = people.map(({ id }) => ({ __typename: 'User', id }));
    const [users, wallets] = await Promise.all([
      ask('users', ENTITIES('displayName locale'), { representations }),
      ask('wallet', ENTITIES('wallets{id currency real{amount}}'), { representations }),
    ]);
    people.forEach((user, index) => Object.assign(user, users._entities[index], wallets._entities[index]));
    return { rounds };
  },
  [HEAVY]: async (ask, { pages }: { pages?: number }) => {
    const { rounds } = await ask('games', `{rounds(first:40){totalCount pageInfo{hasNextPage endCursor} edges{cursor node{id reference currency status openedAt closedAt staked${MONEY} paid${MONEY} bets{id reference status placedAt amount${MONEY} paid${MONEY}} game{id title slug tags volatility} user{id}}}}}`); // prettier-ignore
    const people = rounds.edges.map(({ node }) => node.user);
    const representations = people.map(({ id }) => ({ __typename: 'User', id }));
    const [users, wallets, payments] = await Promise.all([
      ask('users', ENTITIES('displayName email locale createdAt'), { representations }),
      ask('wallet', ENTITIES(`wallets{id currency version real${MONEY} bonus${MONEY}}`), { representations }),
      ask('payments', ENTITIES(`payments(first:$pages){edges{node{id kind status createdAt amount${MONEY}}}}`, ' $pages:Int!'), { representations, pages }), // prettier-ignore
    ]);
    people.forEach((user, index) =>
      Object.assign(user, users._entities[index], wallets._entities[index], payments._entities[index]),
    );
    return { rounds };
  },
};
