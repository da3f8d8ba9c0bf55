import { expect, test } from 'vitest';
import { type Answer, runOurs, smallSupergraph } from '../fixtures/executors.ts';
import { SMALL_SUPERGRAPHS } from '../fixtures/small-supergraphs.ts';

type Row = Record<string, unknown>;
const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@requires", "@external"])\n';
const LINES = [
  'type Query { lines: [Line] } union Line = Gift | Ware type Gift @key(fields: "id") { id: ID! } type Ware @key(fields: "id") { id: ID! }',
  'type Gift @key(fields: "id") { id: ID! weight: Int } type Ware @key(fields: "id") { id: ID! weight: Int! }',
  'type Ware @key(fields: "id") { id: ID! weight: Int! @external cost: Int @requires(fields: "weight") }',
].map((sdl) => LINK + sdl);
const subgraphsOf = (name: string): string[] => SMALL_SUPERGRAPHS.find((each) => each.name === name)!.subgraphs;

/** Where errors lead when only the first subgraph answers, and that this. */
async function placesOf(subgraphs: string[], query: string, data: Row): Promise<unknown> {
  const answer: Answer = (service) =>
    service === 's0' ? Promise.resolve(JSON.stringify({ data })) : Promise.reject(new Error('silent'));
  const { errors } = await runOurs(smallSupergraph(subgraphs), { query, variables: {} }, answer);
  return errors.map(({ path }) => path?.join('.'));
}

test('what needs a field that a silent subgraph has is told too, the field itself is not where nobody asked for it', async () => {
  const things = [{ __typename: 'Thing', a: '1' }, { __typename: 'Thing', a: '2' }]; // prettier-ignore
  const chained = subgraphsOf('keys chained over three subgraphs');
  expect(await placesOf(chained, '{ things { a n: three } }', { things })).toEqual(['things.0.n', 'things.1.n']);
  expect(await placesOf(chained, '{ things { two three } }', { things: things.slice(1) })).toEqual([
    'things.0.two',
    'things.0.three',
  ]);
});

test('a field that is fetched under another name beside what is required is told by its own', async () => {
  const lines = [{ __typename: 'Gift', id: '1' }, { __typename: 'Ware', id: '2' }]; // prettier-ignore
  const query = '{ lines { ... on Ware { cost } ... on Gift { weight } } }';
  expect(await placesOf(LINES, query, { lines })).toEqual(['lines.0.weight', 'lines.1.cost']);
});

test('an error goes up with the null, and is told once for a null', async () => {
  const users = [{ __typename: 'User', id: '1' }, { __typename: 'User', id: '2' }]; // prettier-ignore
  const two = subgraphsOf('two subgraphs and a key');
  expect(await placesOf(two, '{ users { posts { title } } }', { users })).toEqual(['users']);
});

test('where nothing is null there is an error all the same, without a place', async () => {
  const media = [{ __typename: 'Media', id: '1' }];
  const [films, slugs] = subgraphsOf('@interfaceObject with @requires');
  const best = LINK.replace('"@key"', '"@key", "@interfaceObject"') + 'type Query { best: Media } type Media @interfaceObject @key(fields: "id") { id: ID! }'; // prettier-ignore
  expect(await placesOf([best, films!, slugs!], '{ best { ... on Film { length } } }', { best: media[0] })).toEqual([undefined]); // prettier-ignore
});
