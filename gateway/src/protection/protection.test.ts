import type { IncomingMessage } from 'node:http';
import { buildSchema, getIntrospectionQuery, getOperationAST, parse, print, validate } from 'graphql';
import { expect, test } from 'vitest';
import { createAddressOf } from './address.ts';
import { LIMITS, measureOperation, refuseManyComments } from './measure-operation.ts';
import { Buckets } from './buckets.ts';
import { withoutRepeats } from './without-repeats.ts';

const measure = (source: string) => {
  const document = parse(source);
  measureOperation(document, getOperationAST(document)!);
};
const nested = (depth: number) => `{ ${'a { '.repeat(depth - 1)} a ${'} '.repeat(depth - 1)} }`;

test('every limit lets its bound pass and refuses one more', () => {
  const aliases = (count: number) => `{ ${Array.from({ length: count }, (_, index) => `a${index}: a`).join(' ')} }`;
  const directives = (count: number) => `{ a ${'@x '.repeat(count)} }`;
  for (const [make, bound] of [
    [nested, LIMITS.depth],
    [aliases, LIMITS.aliases],
    [directives, LIMITS.directives],
  ] as const) {
    expect(() => measure(make(bound))).not.toThrow();
    expect(() => measure(make(bound + 1))).toThrow('limit');
  }
});

test('fragments count wherever they are spread, and a bomb of them is measured at once', () => {
  const spread = (times: number) =>
    `{ ${'...F '.repeat(times)} } fragment F on T { ${Array.from({ length: 10 }, (_, index) => `a${index}: a`).join(' ')} }`;
  expect(() => measure(spread(5))).not.toThrow();
  expect(() => measure(spread(6))).toThrow('aliases');
  const bomb = `{ ...F0 } ${Array.from({ length: 60 }, (_, index) => `fragment F${index} on T { ...F${index + 1} ...F${index + 1} }`).join(' ')} fragment F60 on T { a }`;
  expect(() => measure(bomb)).toThrow('fields');
  expect(() => measure('{ ...A } fragment A on T { ...B } fragment B on T { ...A a }')).toThrow('within itself');
});

test('what costs much to read is refused before it is read: lines of comments, long names', () => {
  expect(() => refuseManyComments('#\n'.repeat(LIMITS.tokens))).not.toThrow();
  expect(() => refuseManyComments(', #\n'.repeat(LIMITS.tokens + 1))).toThrow('comments');
  expect(() => refuseManyComments(`{ a(b: "${'#'.repeat(LIMITS.tokens + 1)}") }`)).not.toThrow();
  expect(() => measure(`{ ${'a'.repeat(255)} }`)).not.toThrow();
  expect(() => measure(`{ ${'a'.repeat(256)} }`)).toThrow('255 characters');
});

test('nested pages of more than 100 000 possible nodes are refused', () => {
  const pages = (first: string) =>
    `query($n: Int) { users(first: ${first}) { edges { node { rounds(first: 100) { edges { node { bets(first: 20) { edges { node { id } } } } } } } } } }`;
  expect(() => measure(pages('50'))).not.toThrow();
  expect(() => measure(pages('51'))).toThrow('nodes');
  expect(() => measure(pages('$n'))).toThrow('nodes');
});

test('as many repeated fields as tokens are let through are valid, and repeats hide no mistake', () => {
  const schema = buildSchema('type Query { a(n: Int): Int b: Int q: Query }');
  const check = (source: string) => validate(schema, withoutRepeats(parse(source, { maxTokens: LIMITS.tokens })));
  expect(check(`{ ${'a '.repeat(LIMITS.tokens - 2)} }`)).toEqual([]);
  expect(check('{ a a a: b }')).toHaveLength(1);
  expect(check('{ a a(n: 1) }')).toHaveLength(1);
  expect(check('{ a nope nope }')).toHaveLength(1);
  expect(print(withoutRepeats(parse('{ q { a a } q { a } a @x a }')))).toBe(print(parse('{ q { a } q { a } a @x a }')));
});

test('the introspection of tools passes', () => {
  expect(() =>
    measure(
      getIntrospectionQuery({
        descriptions: true,
        schemaDescription: true,
        inputValueDeprecation: true,
        specifiedByUrl: true,
        directiveIsRepeatable: true,
        oneOf: true,
      }),
    ),
  ).not.toThrow();
});

test('a caller has its requests a second, refilled by time, apart from others', () => {
  let atMs = 0;
  const buckets = new Buckets({ perSecond: 200, burst: 200 }, () => atMs);
  const allowed = (caller: string) =>
    Array.from({ length: 300 }, () => buckets.take(caller, 1)).filter((each) => each.retryAfterSeconds === 0).length;
  expect(allowed('a')).toBe(200);
  expect(buckets.take('a', 1)).toEqual({ limit: 200, remaining: 0, resetSeconds: 1, retryAfterSeconds: 1 });
  expect(buckets.take('a', 500).retryAfterSeconds).toBe(3);
  expect(allowed('b')).toBe(200);
  atMs = 500;
  expect(allowed('a')).toBe(100);
});

test('X-Forwarded-For is believed from configured proxies only', () => {
  const request = (remoteAddress: string, forwarded: string) =>
    ({ socket: { remoteAddress }, headers: { 'x-forwarded-for': forwarded } }) as unknown as IncomingMessage;
  expect(createAddressOf([])(request('::ffff:10.0.0.1', '1.1.1.1'))).toBe('10.0.0.1');
  const behindProxy = createAddressOf(['10.0.0.1', '10.0.0.2']);
  expect(behindProxy(request('10.0.0.1', '6.6.6.6, 1.1.1.1, 10.0.0.2'))).toBe('1.1.1.1');
  expect(behindProxy(request('8.8.8.8', '1.1.1.1'))).toBe('8.8.8.8');
  expect(behindProxy(request('10.0.0.1', ''))).toBe('10.0.0.1');
});
