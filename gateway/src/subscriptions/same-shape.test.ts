import { buildSchema, parse } from 'graphql';
import { expect, test } from 'vitest';
import { sameShape } from './same-shape.ts';

const SDL = `
  type Query { a: Int }
  type Subscription { changed: Change! }
  type Change { wallet: Wallet!  kind: Kind  subject: Subject }
  type Wallet { id: ID!  real: String  tags: [Tag!] }
  type Tag { name: String }
  union Subject = Wallet | Tag
  enum Kind { BET WIN }
`;
const schema = buildSchema(SDL);
const wider = buildSchema(SDL.replace('BET WIN', 'BET WIN SECRET'));
const same = (own: string, fetched: string, supergraph = schema) =>
  sameShape(parse(`subscription ${own}`), `subscription Fetched${fetched}`, schema, supergraph);

test('the same fields in the same order are the same shape, through fragments of the very type', () => {
  expect(same('{ changed { kind wallet { id tags { name } } } }', '{changed{kind wallet{id tags{name}}}}')).toBe(true);
  expect(same('{ c: changed { w: wallet { ...W } } } fragment W on Wallet { id r: real }', '{c:changed{w:wallet{id r:real}}}')).toBe(true); // prettier-ignore
  expect(same('{ changed { wallet { id id __typename } } }', '{changed{wallet{id __typename}}}')).toBe(true);
});

test('anything else is not: order, more or fewer fields, other fields under one name, conditions, abstract types, hidden enum values', () => {
  const cases: [string, string][] = [
    ['{ changed { wallet { id real } } }', '{changed{wallet{real id}}}'],
    ['{ changed { wallet { id } } }', '{changed{wallet{id real}}}'],
    ['{ changed { wallet { id real } } }', '{changed{wallet{id}}}'],
    ['{ changed { wallet { id: real } } }', '{changed{wallet{id}}}'],
    ['{ changed { wallet { id real @include(if: false) } } }', '{changed{wallet{id real}}}'],
    ['{ changed { wallet { id } wallet { real } } }', '{changed{wallet{id real}}}'],
    ['{ changed { subject { __typename } } }', '{changed{subject{__typename}}}'],
    ['{ __typename }', '{__typename}'],
  ];
  for (const [own, fetched] of cases) expect([own, same(own, fetched)]).toEqual([own, false]);
  expect(same('{ changed { kind } }', '{changed{kind}}', wider)).toBe(false);
});
