import { expect, test } from 'vitest';
import { composeSupergraph } from '../../gateway/src/supergraph/compose-supergraph.ts';
import { compareSupergraphs, readRecords } from './compare-schemas.ts';

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@tag"])';
const compose = (sdl: string) =>
  composeSupergraph([{ name: 'a', url: 'http://127.0.0.1:1/', sdl: `${LINK} ${sdl}` }]).supergraphSdl;
const BEFORE = compose('type Query { open(first: Int): String @tag(name: "public")  own: String }');
const keys = async (sdl: string) =>
  (await compareSupergraphs(BEFORE, compose(sdl))).map(({ level, key }) => `${level} ${key}`);

test('what is added is safe, for the graph and for partners', async () => {
  expect(await keys('type Query { open(first: Int): String @tag(name: "public")  own: String }')).toEqual([]);
  expect(
    await keys(
      'type Query { open(first: Int): String @tag(name: "public")  own: String  more: Int @tag(name: "public") }',
    ),
  ).toEqual(['safe contract FIELD_ADDED Query.more', 'safe graph FIELD_ADDED Query.more']);
});

test('what is taken away breaks those who could see it, and what loses its tag breaks partners alone', async () => {
  expect(await keys('type Query { open(first: Int): String @tag(name: "public") }')).toEqual([
    'breaking graph FIELD_REMOVED Query.own',
  ]);
  expect(await keys('type Query { open(first: Int): String  own: String  other: Int @tag(name: "public") }')).toContain(
    'breaking contract FIELD_REMOVED Query.open',
  );
  expect(await keys('type Query { open(first: Int!): String @tag(name: "public")  own: String }')).toEqual([
    'breaking contract FIELD_ARGUMENT_TYPE_CHANGED Query.open.first',
    'breaking graph FIELD_ARGUMENT_TYPE_CHANGED Query.open.first',
  ]);
});

test('a contract that disappears breaks partners', async () => {
  expect(await keys('type Query { open(first: Int): String  own: String }')).toContain(
    'breaking contract FIELD_REMOVED Query.open',
  );
});

test('a record counts with a reason only', () => {
  const text = '- graph FIELD_REMOVED Query.a: nobody asked for it in a year\n- graph FIELD_REMOVED Query.b:\n- graph FIELD_REMOVED Query.c: old\n';
  expect([...readRecords(text)]).toEqual(['graph FIELD_REMOVED Query.a']);
}); // prettier-ignore
