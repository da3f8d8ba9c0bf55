import { buildSchema } from 'graphql';
import { expect, test } from 'vitest';
import { type Data, merge } from './merge.ts';
import { createTypeConditions } from './type-conditions.ts';

const conditions = createTypeConditions(
  buildSchema('type Query { item: Item } interface Item { id: ID } type Book implements Item { id: ID }'),
);

test('a type that was found stays when an interface object of it comes later, at any depth', () => {
  const found: Data = { item: { __typename: 'Book' }, items: [{ __typename: 'Book', id: '1' }] };
  merge(found, { item: { __typename: 'Item', id: '2' }, items: [{ __typename: 'Item' }] }, conditions);
  expect(found).toEqual({ item: { __typename: 'Book', id: '2' }, items: [{ __typename: 'Book', id: '1' }] });
});

test("a type that is found goes before its interface's name", () => {
  const found: Data = { item: { __typename: 'Item', id: '2' } };
  merge(found, { item: { __typename: 'Book' } }, conditions);
  expect(found).toEqual({ item: { __typename: 'Book', id: '2' } });
});
