import { expect, test } from 'vitest';
import { composeSupergraph, CompositionRefused, readSubgraphList } from './compose-supergraph.ts';
import { loadSupergraph } from './load-supergraph.ts';

const link = (imports: string) =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${imports}])\n`;

test("rover's format is read, anything else refused", () => {
  const text =
    'federation_version: =2.14.4\nsubgraphs:\n  users:\n    routing_url: http://u/graphql\n    schema:\n      file: ./users.graphql\n';
  expect(readSubgraphList(text)).toEqual([
    { name: 'users', routingUrl: 'http://u/graphql', schemaFile: './users.graphql' },
  ]);
  expect(() => readSubgraphList('subgraphs: { users: {} }')).toThrow();
});

test('schemas that contradict each other are refused in words, with file and line', () => {
  const [a, b] = ['String', 'Int'].map((type, index) => ({
    name: `s${index}`,
    file: `rooms/s${index}.graphql`,
    url: 'http://s',
    sdl: `${link('"@shareable"')} type Query { a: ${type} @shareable }`,
  }));
  expect(() => composeSupergraph([a!, b!])).toThrow(CompositionRefused);
  expect(() => composeSupergraph([a!, b!])).toThrow(
    /FIELD_TYPE_MISMATCH.*\n {2}rooms\/s0\.graphql:2\n {2}rooms\/s1\.graphql:2/,
  );
});

test('a supergraph with other names for its roots is refused: plans would leave out their fields', () => {
  const sdl = `${link('"@key"')} schema { query: Ask } type Ask { a: String }`;
  const { supergraphSdl } = composeSupergraph([{ name: 's', url: 'http://s', sdl }]);
  loadSupergraph(supergraphSdl, { open: true });
  expect(() => loadSupergraph(supergraphSdl.replace(/\bQuery\b/g, 'Ask'), { open: true })).toThrow('here query is Ask');
});

test('rules are read under the name that they have here, and addresses may be set over the file', () => {
  const imports = '{ name: "@authenticated", as: "@signedIn" }, "@requiresScopes"';
  const sdl = `${link(imports)} type Query { a: Secret @signedIn b: String @requiresScopes(scopes: [["x", "y"], ["z"]]) c: String } type Secret @requiresScopes(scopes: [["s"]]) { d: Int }`;
  const { supergraphSdl } = composeSupergraph([{ name: 's', url: 'http://file/graphql', sdl }]);
  const { rules, services } = loadSupergraph(supergraphSdl, { open: false, urls: { s: 'http://set/graphql' } });
  expect(rules.of('Query', 'a', 'Secret')).toEqual([{ kind: 'authenticated' }, { kind: 'scopes', anyOf: [['s']] }]);
  expect(rules.of('Query', 'b', 'String')).toEqual([{ kind: 'scopes', anyOf: [['x', 'y'], ['z']] }]);
  expect(rules.of('Query', 'c', 'String')).toEqual([{ kind: 'undeclared' }]);
  expect(rules.of('Secret', 'd', 'Int')).toEqual([{ kind: 'scopes', anyOf: [['s']] }]);
  expect([...services]).toEqual([['s', 'http://set/graphql']]);
  expect(loadSupergraph(supergraphSdl, { open: true }).rules.of('Query', 'c', 'String')).toEqual([]);
});
