import { buildSchema, GraphQLError } from 'graphql';
import { expect, it } from 'vitest';
import { createKnownDocuments } from './known-documents.ts';

const schema = buildSchema('type Query { a: Int }');

it('a text is parsed and validated once, an invalid one is refused every time', () => {
  const { parse, validate } = createKnownDocuments();
  const document = parse('{ a }');
  expect(parse('{ a }')).toBe(document);
  expect(validate(schema, document)).toEqual([]);
  expect(validate(schema, document, [() => ({ Field: () => { throw new Error('validated again'); } })])).toEqual([]); // prettier-ignore
  const wrong = parse('{ b }');
  for (let turn = 0; turn < 2; turn++) expect(validate(schema, wrong)).toEqual([expect.any(GraphQLError)]);
  expect(() => parse('{')).toThrow(GraphQLError);
});

it('beyond 100 texts the oldest is forgotten', () => {
  const { parse } = createKnownDocuments();
  const documents = Array.from({ length: 101 }, (_, index) => parse(`{ a${index}: a }`));
  expect(parse('{ a100: a }')).toBe(documents[100]);
  expect(parse('{ a1: a }')).toBe(documents[1]);
  expect(parse('{ a0: a }')).not.toBe(documents[0]);
});
