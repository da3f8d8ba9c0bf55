import { graphql, type HostileRequest, inSizes } from './hostile-request.ts';

const times = (count: number, make: (index: number) => string, between = ' '): string =>
  Array.from({ length: count }, (_, index) => make(index)).join(between);
const nest = (depth: number, open: string, inner: string): string =>
  `${`${open} { `.repeat(depth)}${inner}${' }'.repeat(depth)}`;
const bomb = (levels: number, spreads: number): string =>
  `{ people { ...F0 } } ${times(levels, (at) => `fragment F${at} on Person { ${times(spreads, () => `...F${at + 1}`)} }`)} fragment F${levels} on Person { id }`;
const circle = (length: number): string =>
  `{ people { ...F0 } } ${times(length, (at) => `fragment F${at} on Person { id ...F${(at + 1) % length} }`)}`;

/** Documents that would cost much, lie about the schema, or ask for what is not theirs. */
export function hostileDocuments(): HostileRequest[] {
  return [...deep(), ...wide(), ...fragments(), ...introspection(), ...malformed(), ...curious(), ...inputs()];
}

const deep = (): HostileRequest[] => [
  ...inSizes('deep fields', [17, 40, 200, 700], (size) => `{ me { ${nest(size, 'friends', 'id')} } }`),
  ...inSizes('deep inline fragments', [2_000, 20_000], (size) => `{ ${nest(size, '...', 'anyone')} }`),
  ...inSizes('deep inline fragments on a type', [300, 700], (size) => `{ ${nest(size, '... on Query', 'nope')} }`),
  ...inSizes('open braces', [100, 1_400, 100_000], (size) => '{ a '.repeat(size)),
  ...inSizes('open brackets', [1_000, 100_000], (size) => `{ user(id: ${'['.repeat(size)}) { id } }`),
  ...inSizes('deep lists', [100, 700], (size) => `{ user(id: ${'['.repeat(size)}1${']'.repeat(size)}) { id } }`),
  ...inSizes('deep objects', [100, 300, 5_000], (size) => `{ user(id: ${'{a: '.repeat(size)}1${'}'.repeat(size)}) { id } }`), // prettier-ignore
  ...inSizes('deep types of variables', [100, 700, 50_000], (size) => `query($v: ${'['.repeat(size)}ID${']'.repeat(size)}) { user(id: $v) { id } }`), // prettier-ignore
];

const wide = (): HostileRequest[] => [
  ...inSizes('aliases', [51, 100, 400, 10_000], (size) => `{ ${times(size, (at) => `a${at}: anyone`)} }`),
  ...inSizes('aliases of a costly field', [51, 200], (size) => `{ ${times(size, (at) => `a${at}: people { id }`)} }`),
  ...inSizes('repeated fields', [1_600, 30_000], (size) => `{ ${'anyone '.repeat(size)} }`),
  ...inSizes('conflicting fields', [60, 300], (size) => `{ ${times(size, (at) => `a: user(id: "${at}") { id }`)} }`),
  ...inSizes('directives', [61, 400, 2_000], (size) => `{ anyone ${'@include(if: true) '.repeat(size)} }`),
  ...inSizes('directives that do not exist', [1, 60, 400], (size) => `{ anyone ${times(size, (at) => `@no${at}`)} }`),
  ...inSizes('directives over many fields', [70, 200], (size) => `{ ${'anyone @skip(if: false) '.repeat(size)} }`),
  ...inSizes('variables', [400, 5_000], (size) => `query(${times(size, (at) => `$v${at}: Int`)}) { anyone }`),
  ...inSizes('arguments', [300, 5_000], (size) => `{ user(${times(size, (at) => `a${at}: 1`)}) { id } }`),
  ...inSizes('operations', [200, 1_000], (size) => times(size, (at) => `query Q${at} { anyone }`)),
  ...inSizes(
    'mutations',
    [51, 300],
    (size) => `mutation { ${times(size, (at) => `a${at}: rename(name: "x") { id }`)} }`,
  ),
  ...inSizes('lists within lists of people', [6, 9, 15], (size) => `{ me { ${nest(size, 'friends', 'id note')} } }`),
  ...inSizes('unknown fields', [20, 700], (size) => `{ ${times(size, (at) => `no${at}`)} }`),
];

const fragments = (): HostileRequest[] => [
  ...inSizes('a bomb of fragments', [13, 20, 60], (size) => bomb(size, 2)),
  ...inSizes('a wide bomb of fragments', [3, 4], (size) => bomb(size, 30)),
  ...inSizes('a circle of fragments', [1, 2, 10, 150], circle),
  ...inSizes('unused fragments', [10, 200], (size) => `{ anyone } ${times(size, (at) => `fragment F${at} on Person { id }`)}`), // prettier-ignore
  ...inSizes('spreads of nothing', [1, 700], (size) => `{ ${'...Nothing '.repeat(size)} }`),
  ...inSizes('fragments of one name', [2, 100], (size) => `{ people { ...F } } ${'fragment F on Person { id } '.repeat(size)}`), // prettier-ignore
  graphql('a fragment on a type that is not there', '{ ...F } fragment F on Nope { id }'),
  graphql('a fragment on a scalar', '{ ...F } fragment F on String { id }'),
  graphql('a circle that passes a list', '{ people { ...F } } fragment F on User { friends { ...F } }'),
];

const introspection = (): HostileRequest[] => [
  ...inSizes('circular introspection', [4, 7, 40], (size) => `{ __schema { types { ${nest(size, 'fields { type', 'name')} ${'}'.repeat(size)} } }`), // prettier-ignore
  ...inSizes('deep types of introspection', [17, 200], (size) => `{ __schema { queryType { ${nest(size, 'ofType', 'name')} } } }`), // prettier-ignore
  ...inSizes('aliased introspection', [60, 300], (size) => `{ ${times(size, (at) => `a${at}: __schema { types { name } }`)} }`), // prettier-ignore
  graphql('the SDL of a subgraph', '{ _service { sdl } }'),
  graphql('entities by hand', '{ _entities(representations: [{ __typename: "User", id: "bob" }]) { __typename } }'),
  graphql('join types', '{ __type(name: "join__Graph") { name } }', { outcome: 'answered' }),
];

const malformed = (): HostileRequest[] =>
  Object.entries({
    nothing: ' ',
    'a comment': '# nothing',
    'a lone brace': '{',
    'a lone bracket': '}',
    'an empty selection': '{ }',
    'a NUL': '{ anyone \0 }',
    'a bell': '{ \u0007 }',
    'half a surrogate': '{ user(id: "\ud800") }',
    'a string without an end': '{ user(id: "x }',
    'a block string without an end': '{ user(id: """x }',
    'a wrong escape': '{ user(id: "\\x00") { id } }',
    'a number too long': `{ user(id: ${'9'.repeat(50_000)}) { id } }`,
    'a name too long': `{ ${'a'.repeat(100_000)} }`,
    commas: ','.repeat(200_000),
    comments: '#\n'.repeat(100_000),
    dots: '.'.repeat(50_000),
    'a byte order mark within': '{ any\ufeffone }',
    'a type definition': 'type Query { a: Int }',
    'an extension': 'extend type Query { a: Int } { anyone }',
    'a subscription': 'subscription { ticks(upTo: 100000) }',
    'a subscription to two things': 'subscription { ticks(upTo: 1) jackpot { amount } }',
    'a deferred fragment': '{ me { ... @defer { id } } }',
    'a stream': '{ people @stream { id } }',
    JavaScript: 'require("child_process").exec("id")',
    SQL: "'; drop table users; --",
    HTML: '<script>alert(1)</script>',
  }).map(([name, query]) => graphql(`a document of ${name}`, query));

/** Fields of others: nulls and refusals, nothing else. */
const curious = (): HostileRequest[] =>
  [
    '{ me { id } }',
    '{ user(id: "bob") { id note } }',
    '{ undeclared }',
    'mutation { rename(name: "x") { id } }',
    '{ ... on Query { user(id: "bob") { id } } }',
    'query($s: Boolean = true) { me @include(if: $s) { wallets { id } } }',
    '{ a: me { __typename } b: undeclared }',
    'fragment F on Query { undeclared } query { ...F }',
  ].map((query) => graphql(`nobody asks ${query}`, query, { outcome: 'refused' }));

const inputs = (): HostileRequest[] => {
  const user = 'query($id: ID!) { user(id: $id) { id } }';
  const deepValue = (depth: number): unknown => JSON.parse(`${'['.repeat(depth)}1${']'.repeat(depth)}`);
  return [
    ...[null, true, 1.5, [], {}, ['a'], deepValue(1_000), { __proto__: 'x' }].map((id, at) =>
      graphql(`a variable of the wrong type ${at}`, user, { variables: { id } }),
    ),
    graphql('a variable that is missing', user),
    graphql('variables nobody declared', '{ undeclared }', { variables: Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`v${at}`, at])) }), // prettier-ignore
    graphql('a list of 50 000', user, { variables: { id: Array.from({ length: 50_000 }, () => 1) } }),
    graphql('an id with a NUL', user, { variables: { id: 'a\0b' } }),
    graphql('an id of 200 000 characters', user, { variables: { id: 'x'.repeat(200_000) } }),
    graphql('an integer too large', 'query { ticks(upTo: 99999999999999999999) }'),
    graphql('a variable of no input type', 'query($u: User) { user(id: $u) { id } }'),
    graphql('__proto__ as a variable', 'query($__proto__: ID!) { user(id: $__proto__) { id } }'),
  ];
};
