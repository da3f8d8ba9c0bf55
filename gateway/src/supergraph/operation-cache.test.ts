import { ANONYMOUS, createLog, type Identity } from '@croupier/kit';
import { expect, test } from 'vitest';
import { composeSupergraph } from './compose-supergraph.ts';
import { loadSupergraph } from './load-supergraph.ts';
import { createOperationCache } from './operation-cache.ts';
import { planFor } from './prepare-operation.ts';

const log = createLog('gateway', 'fatal' as 'error');
const player: Identity = { kind: 'user', userId: 'alice', sessionId: 's', roles: ['PLAYER'] };
const aSupergraph = () => {
  const sdl =
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@authenticated", "@requiresScopes"]) type Query { a: String b: String c: String mine: String @authenticated raw: String @requiresScopes(scopes: [["role:ADMIN"]]) }';
  return loadSupergraph(composeSupergraph([{ name: 's', url: 'http://s/graphql', sdl }]).supergraphSdl, { open: true });
};
const operation = (source: string, operationName: string | null = null) => ({ source, operationName });

test('a known operation is planned before anybody asks; for whom nothing is refused there is nothing left to plan', async () => {
  let plans = 0;
  const cache = createOperationCache({ limited: true, log, onPlan: () => (plans += 1) });
  const supergraph = aSupergraph();
  const known = [
    operation('query A { a mine raw }', 'A'),
    operation('{ b }'),
    operation('{ nothing }'),
    operation('{'),
  ];
  await cache.warm(supergraph, known);
  expect(plans).toBe(2);
  planFor(cache.prepare(supergraph, 'query A { a mine raw }', 'A'), { ...player, roles: ['ADMIN'] }, {});
  for (const identity of [player, ANONYMOUS]) planFor(cache.prepare(supergraph, '{ b }', null), identity, {});
  expect(plans).toBe(2);
  // a guest is refused a part: that is another plan
  planFor(cache.prepare(supergraph, 'query A { a mine raw }', 'A'), ANONYMOUS, {});
  expect(plans).toBe(3);
  expect(() => cache.prepare(supergraph, '{ nothing }', null)).toThrow('Cannot query field');
});

test('a new supergraph starts with what is known and with what was asked of the old one, planned anew', async () => {
  let plans = 0;
  const [before, after] = [aSupergraph(), aSupergraph()];
  const cache = createOperationCache({ limited: true, log, known: [operation('{ a }')], onPlan: () => (plans += 1) });
  const old = cache.prepare(before, '{ c }', null);
  await cache.carryOver(before, after);
  expect(plans).toBe(2);
  for (const source of ['{ a }', '{ c }']) {
    const prepared = cache.prepare(after, source, null);
    expect(prepared.supergraph).toBe(after);
    planFor(prepared, player, {});
  }
  expect(plans).toBe(2);
  expect(cache.prepare(before, '{ c }', null)).toBe(old);
});

test('between two operations the loop is free', async () => {
  const cache = createOperationCache({ limited: true, log });
  let turns = 0;
  const turn = () => void ((turns += 1), (next = setImmediate(turn)));
  let next = setImmediate(turn);
  await cache.warm(
    aSupergraph(),
    ['{ a }', '{ b }', '{ c }'].map((source) => operation(source)),
  );
  clearImmediate(next);
  expect(turns).toBeGreaterThanOrEqual(3);
});
