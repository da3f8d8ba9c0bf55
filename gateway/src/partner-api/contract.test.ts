import { readFileSync } from 'node:fs';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { buildSchema, getNamedType, isObjectType, parse, printSchema } from 'graphql';
import { beforeAll, expect, test } from 'vitest';
import { judge } from '../supergraph/access-rules.ts';
import { type LoadedSupergraph, loadSupergraph } from '../supergraph/load-supergraph.ts';
import { contractOf, contractSupergraph } from './contract.ts';
import { openapiOf } from './openapi.ts';
import { referencePage } from './reference-page.ts';
import { restOperations } from './rest-operations.ts';

let whole: LoadedSupergraph;
let contract: LoadedSupergraph;
beforeAll(() => {
  whole = loadSupergraph(readFileSync(new URL('../../supergraph.graphql', import.meta.url), 'utf8'), { open: false });
  contract = contractSupergraph(whole)!;
});

test('partners see what a stranger may see of the catalogue, and nothing else', () => {
  expect(Object.keys(contract.schema.getQueryType()!.getFields()).sort()).toEqual([
    'categories',
    'game',
    'games',
    'paymentMethods',
    'providers',
  ]);
  expect([contract.schema.getMutationType(), contract.schema.getSubscriptionType()]).toEqual([undefined, undefined]);
  for (const type of ['User', 'Wallet', 'Payment', 'Round', 'Session', 'CatalogueSync'])
    expect([type, contract.schema.getType(type)]).toEqual([type, undefined]);
  const text = printSchema(contract.schema);
  for (const own of ['favourite', 'secretFingerprint', 'heldPayouts']) expect(text).not.toContain(own);
});

test('no field of the contract would be refused to a partner', () => {
  const partner = { kind: 'partner' as const, keyId: 'key-1', scopes: [] };
  const refused: string[] = [];
  for (const type of Object.values(contract.schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      const code = judge(whole.rules.of(type.name, field.name, getNamedType(field.type).name), partner);
      if (code) refused.push(`${type.name}.${field.name}: ${code}`);
    }
  }
  expect(refused).toEqual([]);
});

const readContract = (sdl: string) => {
  const directives = 'directive @tag(name: String!) repeatable on FIELD_DEFINITION | OBJECT | ARGUMENT_DEFINITION directive @authenticated on FIELD_DEFINITION | OBJECT'; // prettier-ignore
  const schema = contractOf(parse(`${directives} ${sdl}`), buildSchema(`${directives} ${sdl}`));
  return schema && printSchema(schema).replace(/\s+/g, ' ');
};

test('a tag on a type opens its fields, but never one that wants somebody signed in, nor one that is personal', () => {
  const sdl = `
    type Query { open(mine: Boolean @tag(name: "personal")  all: Boolean): Thing @tag(name: "public")  closed: Thing }
    type Thing @tag(name: "public") { a: String  b: String @authenticated  c: String @tag(name: "personal")  e: Kind }
    enum Kind { ONE }  enum Unused { TWO }`;
  expect(readContract(sdl)).toBe('type Query { open(all: Boolean): Thing } type Thing { a: String e: Kind } enum Kind { ONE }');
}); // prettier-ignore

test('a public field of a type that shows nothing is a mistake that is named; a graph without tags has no contract', () => {
  const sdl = 'type Query { open: Thing @tag(name: "public") } type Thing { a: String }';
  expect(() => readContract(sdl)).toThrow('Thing is needed by a public field');
  expect(readContract('type Query { open: String }')).toBeNull();
});

test('openapi.json passes the recommended rules of Redocly without a problem', async () => {
  const config = await createConfig({ extends: ['recommended'] });
  const problems = await lintFromString({ source: JSON.stringify(openapiOf(contract.schema)), config });
  expect(problems.map(({ ruleId, message, location }) => `${ruleId} ${location[0]?.pointer}: ${message}`)).toEqual([]);
});

test('the addresses follow from the graph: a single game is one of the games, a filter is flat', () => {
  const operations = restOperations(contract.schema);
  expect(operations.map(({ path }) => path)).toEqual([
    '/games',
    '/games/{slug}',
    '/categories',
    '/providers',
    '/payment-methods',
  ]);
  const names = operations[0]!.parameters.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['provider', 'genre', 'search', 'first', 'after', 'locale']));
  expect(names).not.toContain('favourites');
});

test('the reference page names every address and type in both languages, and lets no text of the graph become markup', () => {
  const document = openapiOf(contract.schema);
  for (const language of ['en', 'ru'] as const) {
    const page = referencePage(document, language);
    expect(page).toContain(`<html lang="${language}">`);
    for (const path of Object.keys(document.paths)) expect(page).toContain(`GET /partner/v1${path}</code>`);
    for (const type of Object.keys(document.components.schemas)) expect(page).toContain(`id="type-${type}"`);
    expect(page).not.toMatch(/<script|\son\w+=|https?:/);
  }
  expect(referencePage(document, 'ru')).toContain('Адреса');
  const schema = buildSchema('type Query { "<img src=x onerror=alert(1)>" a: String }');
  expect(referencePage(openapiOf(schema), 'en')).not.toContain('<img');
});
