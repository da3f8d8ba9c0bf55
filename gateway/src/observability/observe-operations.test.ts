import { ANONYMOUS, createMetrics, type Identity } from '@croupier/kit';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import { beforeEach, describe, expect, test } from 'vitest';
import { composeSupergraph } from '../supergraph/compose-supergraph.ts';
import { loadSupergraph } from '../supergraph/load-supergraph.ts';
import { prepareOperation } from '../supergraph/prepare-operation.ts';
import { createFieldUse } from './field-use.ts';
import { createOperationObserver, type OperationObserver } from './observe-operations.ts';

const SDL = `
  type Query { place(name: String): Place  old: String @deprecated(reason: "ask for place")  never: String @deprecated(reason: "nobody needs it") }
  type Place { name: String  near: [Place!] }
`;
const supergraph = loadSupergraph(composeSupergraph([{ name: 'places', url: 'http://x', sdl: SDL }]).supergraphSdl, {
  open: true,
});
const KNOWN = 'query Known { place { name } }';
const PLAYER: Identity = { kind: 'user', userId: 'u', roles: ['PLAYER'], sessionId: 's' };
const ADMIN: Identity = { ...PLAYER, roles: ['ADMIN'] };
const PARTNER: Identity = { kind: 'partner', keyId: 'k', scopes: [] };

let metrics: ReturnType<typeof createMetrics>;
let told: object[];
let observer: OperationObserver;
beforeEach(() => {
  metrics = createMetrics('gateway');
  told = [];
  observer = createOperationObserver({
    metrics,
    log: { warn: (about: object) => void told.push(about) } as never,
    slowMs: 30,
    known: new Set([KNOWN]),
    fieldUse: createFieldUse(metrics, () => supergraph.schema as GraphQLSchema),
    tracing: null,
  });
});

async function run(query: string, identity: Identity = ANONYMOUS, { errors = [] as GraphQLError[], ms = 0 } = {}) {
  const prepared = prepareOperation(supergraph, { source: query, operationName: null }, { limited: false });
  const caller = { identity, identityToken: null, sessionEndsAtMs: null };
  const variables = { secret: 'hunter2' };
  await observer.observe({ prepared, variables, caller, traceparent: '', cost: 7 }, async ({ took }) => {
    took!.planMs = 4;
    if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
    took!.fetches.push({ subgraph: 'places', ms: 21.4 });
    return errors.length > 0 ? { data: null, errors } : { data: {} };
  });
}
/** Lines of a metric by their labels, without those of the service. */
async function read(name: string): Promise<Record<string, number>> {
  const lines = (await metrics.metrics()).split('\n').filter((line) => line.startsWith(`${name}{`));
  const labelsOf = (line: string): string =>
    line.slice(name.length + 1, line.indexOf('}')).split(',').filter((label) => !label.startsWith('service=')).join(); // prettier-ignore
  return Object.fromEntries(lines.map((line) => [labelsOf(line), Number(line.split(' ').at(-1))]));
}

test('known operations have durations under their names, all others have them together', async () => {
  await run(KNOWN);
  await run(KNOWN);
  for (let each = 0; each < 50; each++) await run(`query Made${each} { place { name } }`);
  expect(await read('gateway_operation_seconds_count')).toEqual({
    'kind="query",operation="Known"': 2,
    'kind="query",operation="other"': 50,
  });
});

test('errors are counted by code, and codes that subgraphs make up do not grow without end', async () => {
  const withCode = (code: string) => new GraphQLError('x', { extensions: { code } });
  await run(KNOWN, ANONYMOUS, { errors: [withCode('NOT_FOUND'), withCode('NOT_FOUND'), withCode('FORBIDDEN')] });
  observer.refused('GRAPHQL_PARSE_FAILED');
  expect(await read('gateway_errors_total')).toEqual({
    'operation="Known",code="NOT_FOUND"': 2,
    'operation="Known",code="FORBIDDEN"': 1,
    'operation="other",code="GRAPHQL_PARSE_FAILED"': 1,
  });
  for (let each = 0; each < 300; each++) observer.refused(`MADE_UP_${each}`);
  expect(Object.keys(await read('gateway_errors_total')).length).toBeLessThanOrEqual(102);
});

describe('the use of fields', () => {
  const used = async () => {
    const all = await read('gateway_field_uses_total');
    return Object.fromEntries(Object.entries(all).filter(([, count]) => count > 0));
  };

  test('is counted once for each execution and kind of client, however often a field is named', async () => {
    const query =
      'query Q { a: place { ...P near { ...P } } b: place { __typename name } } fragment P on Place { name }';
    for (const identity of [ANONYMOUS, PLAYER, PLAYER, ADMIN, PARTNER]) await run(query, identity);
    await run('{ old }', PARTNER);
    const clients = { guest: 1, player: 2, staff: 1, partner: 1 };
    const expected = ['Query.place', 'Place.name', 'Place.near'].flatMap((field) =>
      Object.entries(clients).map(
        ([client, count]) => [`field="${field}",deprecated="no",client="${client}"`, count] as const,
      ),
    );
    const all = { ...Object.fromEntries(expected), 'field="Query.old",deprecated="yes",client="partner"': 1 };
    expect(await used()).toEqual(all);
    expect(await used()).toEqual(all); // reading counts nothing
    await run('{ old }', PARTNER);
    expect(await used()).toMatchObject({ 'field="Query.old",deprecated="yes",client="partner"': 2 });
  });

  test('is told of deprecated fields also where there is none', async () => {
    const all = await read('gateway_field_uses_total');
    expect(all['field="Query.never",deprecated="yes",client="player"']).toBe(0);
    expect(Object.keys(all).filter((labels) => labels.includes('deprecated="no"'))).toEqual([]);
  });

  test('loses nothing where many operations come and go', async () => {
    for (let each = 0; each < 600; each++) await run(`query Made${each} { old }`);
    expect(await used()).toEqual({ 'field="Query.old",deprecated="yes",client="guest"': 600 });
  });
});

test('a slow operation is told to the log with where its time went, and never with its variables', async () => {
  await run(KNOWN);
  expect(told).toEqual([]);
  await run(KNOWN, ANONYMOUS, { ms: 60 });
  expect(told).toEqual([
    {
      operation: 'Known',
      hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      cost: 7,
      tookMs: expect.any(Number) as number,
      planMs: 4,
      fetches: [{ subgraph: 'places', ms: 21 }],
    },
  ]);
});
