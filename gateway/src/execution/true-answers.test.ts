import { buildOperationContext, executeQueryPlan, type GraphQLDataSource } from '@apollo/gateway';
import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { isObjectType, parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { createChance } from '../fixtures/chance.ts';
import { makeOperation } from '../fixtures/random-operations.ts';
import { SMALL_SUPERGRAPHS } from '../fixtures/small-supergraphs.ts';
import { knowTruth, type Truth } from '../fixtures/true-answers.ts';
import { composeSupergraph } from '../supergraph/compose-supergraph.ts';
import { type LoadedSupergraph, loadSupergraph } from '../supergraph/load-supergraph.ts';
import { compileOperation } from './operation-program.ts';
import { findRenaming } from './rename-fields.ts';

const COUNT = Number(process.env.COUNT ?? 40);

async function ask({ loaded, truth }: { loaded: LoadedSupergraph; truth: Truth }, query: string, variables: Record<string, unknown>) {
  const document = parse(query);
  const renaming = findRenaming(document, loaded.plannerNames);
  const planned = renaming?.rename(document) ?? document;
  const plan = loaded.planner.buildQueryPlan(operationFromDocument(loaded.apiSchema, planned, { validate: false }));
  return compileOperation({ document, renaming, ...loaded })({
    plan,
    variables,
    sourceOf: (name) => async (body) => JSON.parse(await truth.subgraphs.get(name)!(JSON.parse(body) as never)) as never,
  });
}
test.each(SMALL_SUPERGRAPHS)('true: $name', async ({ subgraphs }) => {
  const services = subgraphs.map((sdl, index) => ({ name: `s${index}`, sdl }));
  const { supergraphSdl } = composeSupergraph(services.map((each) => ({ ...each, url: 'http://nowhere/graphql' })));
  const loaded = loadSupergraph(supergraphSdl, { open: true });
  const truth = knowTruth(services, loaded.schema, loaded.supergraphSchema);
  const chance = createChance(1);
  const names = new Set(['a', '__typename']);
  for (const type of Object.values(loaded.supergraphSchema.getTypeMap())) if (isObjectType(type) && !type.name.startsWith('__')) for (const name of Object.keys(type.getFields())) names.add(name);
  let wrong = 0, done = 0, stockWrong = 0, renamed = 0;
  const stockSchema = Supergraph.build(supergraphSdl).schema.toGraphQLJSSchema();
  for (let tries = 0; done < COUNT && tries < COUNT * 40; tries++) {
    const { query, variables } = makeOperation(loaded.schema, chance, [...names]);
    const document = parse(query);
    if (validate(loaded.schema, document).length > 0) continue;
    done++;
    const expected = JSON.parse(await truth.whole({ query, variables })) as { data: unknown };
    let ours: unknown;
    try { ours = await ask({ loaded, truth }, query, variables); } catch (error) { ours = { threw: (error as Error).message }; }
    const { data, errors = [] } = JSON.parse(JSON.stringify(ours)) as { data: unknown, errors?: unknown[] };
    try { expect({ data, errors }).toEqual({ data: expected.data, errors: [] }); } catch (error) {
      if (wrong++ < 1) console.log(query, JSON.stringify(variables), '\nTRUE', JSON.stringify(expected), '\nOURS', JSON.stringify(ours));
    }
    if (findRenaming(document, loaded.plannerNames)) renamed++;
    let stock: { data?: unknown; errors?: unknown } = {};
    try {
      const plan = loaded.planner.buildQueryPlan(operationFromDocument(loaded.apiSchema, document, { validate: false }));
      const serviceMap: Record<string, GraphQLDataSource> = Object.fromEntries([...truth.subgraphs].map(([name, answer]) => [name, { process: async ({ request }) => JSON.parse(await answer(request as never)) as never }]));
      stock = await executeQueryPlan(plan, serviceMap, { request: { query, variables }, context: {}, metrics: {}, logger: console } as never, buildOperationContext({ schema: loaded.schema, operationDocument: document }), stockSchema, loaded.apiSchema);
    } catch (error) { stock = { errors: (error as Error).message }; }
    try { expect(JSON.parse(JSON.stringify(stock.data ?? null))).toEqual(expected.data); } catch { stockWrong++; }
  }
  console.log(JSON.stringify({ done, wrong, stockWrong, renamed }));
});
