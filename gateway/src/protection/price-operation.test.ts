import { getOperationAST, parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { composeSupergraph } from '../supergraph/compose-supergraph.ts';
import { loadSupergraph } from '../supergraph/load-supergraph.ts';
import { BUDGETS, type budgetOf, refuseDear } from './budgets.ts';
import { priceOperation } from './price-operation.ts';

const SDL = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", { name: "@cost", as: "@price" }, "@listSize"])
  type Query {
    user(id: ID): User
    users(first: Int! = 20, deep: Boolean @price(weight: 7)): UserConnection @listSize(slicingArguments: ["first"], sizedFields: ["edges"])
    names: [String]
    report: Report @price(weight: 1000)
    top(first: Int, last: Int): [User] @listSize(slicingArguments: ["first", "last"], assumedSize: 30, requireOneSlicingArgument: false)
  }
  type Mutation { rename: User }
  type User { id: ID name: String money: Money friends: [User] }
  type UserConnection { edges: [Edge] totalCount: Int }
  type Edge { node: User }
  type Money @price(weight: 3) { amount: String }
  type Report { rows: String @price(weight: 5) }
`;
const supergraph = loadSupergraph(composeSupergraph([{ name: 's', url: 'http://127.0.0.1:1', sdl: SDL }]).supergraphSdl, { open: true }); // prettier-ignore

function price(source: string, variables: Record<string, unknown> = {}): number {
  const document = parse(source);
  expect(validate(supergraph.schema, document)).toEqual([]);
  return priceOperation({ document, operation: getOperationAST(document)!, ...supergraph })(variables);
}

test('an object costs one and a leaf nothing, unless @cost says otherwise', () => {
  expect(price('{ user { id name } }')).toBe(1);
  expect(price('{ user { money { amount } } }')).toBe(1 + 3);
  expect(price('{ report { rows } }')).toBe(1000 + 5);
  expect(price('{ users(first: 1, deep: true) { totalCount } }')).toBe(1 + 7);
  expect(price('mutation { a: rename { id } b: rename { id } }')).toBe(22);
});

test('a list costs as often as @listSize lets it be long', () => {
  const page = (inner: string) => `{ users${inner} { edges { node { money { amount } } } } }`;
  expect(price(page('(first: 50)'))).toBe(1 + 50 * (1 + 1 + 3));
  expect(price(page(''))).toBe(1 + 20 * 5);
  expect(price('{ top { id } }')).toBe(30);
  expect(price('{ top(first: 5, last: 8) { id } }')).toBe(8);
  expect(price('{ user { friends { friends { id } } } }')).toBe(1 + 10 * (1 + 10));
  expect(price('{ names }')).toBe(0);
});

test("a page's size in a variable counts as given, as defaulted, and as the longest where it is neither", () => {
  const query = (definition: string) => `query(${definition}) { top(first: $n) { id } }`;
  expect(price(query('$n: Int'), { n: 3 })).toBe(3);
  expect(price(query('$n: Int = 4'))).toBe(4);
  expect(price(query('$n: Int'))).toBe(100);
  expect(price(query('$n: Int'), { n: 'many' })).toBe(100);
  expect(price(query('$n: Int'), { n: -1 })).toBe(0);
});

test('fragments count wherever they are spread, and introspection is free', () => {
  expect(price('{ a: user { ...F } b: user { ... on User { ...F } } } fragment F on User { friends { id } }')).toBe(22);
  expect(price('{ __typename __schema { types { fields { name } } } }')).toBe(0);
});

test('what is dearer than the budget of a role is refused', () => {
  const person = { kind: 'user' as const, userId: 'u', sessionId: 's', roles: ['PLAYER' as const] };
  const callerOf = (identity: Parameters<typeof budgetOf>[0]) => ({ identity, identityToken: null, sessionEndsAtMs: null }); // prettier-ignore
  expect(() => refuseDear(BUDGETS.user, callerOf(person))).not.toThrow();
  expect(() => refuseDear(BUDGETS.user + 1, callerOf(person))).toThrow('budget');
  expect(() => refuseDear(BUDGETS.user + 1, callerOf({ ...person, roles: ['FINANCE'] }))).not.toThrow();
  expect(() => refuseDear(BUDGETS.anonymous + 1, callerOf({ kind: 'anonymous' }))).toThrow('budget');
});
