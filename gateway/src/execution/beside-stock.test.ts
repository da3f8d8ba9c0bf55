import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { buildOperationContext, executeQueryPlan, type GraphQLDataSource } from '@apollo/gateway';
import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { type GraphQLError, type GraphQLSchema, parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { createChance } from '../fixtures/chance.ts';
import { makeUpSubgraph, type MadeUpSubgraph, type Trouble } from '../fixtures/made-up-answers.ts';
import { makeOperation, type RandomOperation } from '../fixtures/random-operations.ts';
import { SMALL_SUPERGRAPHS } from '../fixtures/small-supergraphs.ts';
import { composeSupergraph } from '../supergraph/compose-supergraph.ts';
import { type LoadedSupergraph, loadSupergraph } from '../supergraph/load-supergraph.ts';
import { compileOperation } from './operation-program.ts';

const LARGE = process.env.CROUPIER_SUITE_SIZE === 'large';
const OVER_SMALL = LARGE ? 260 : 9;
const OVER_THE_HOUSE = LARGE ? 4_100 : 100;
const SEED = Number(process.env.CROUPIER_SEED ?? 1);
const TROUBLES: Omit<Trouble, 'salt'>[] = [
  { failing: 0, missing: 0 },
  { failing: 0, missing: 15 },
  { failing: 8, missing: 4 },
];

interface Compared {
  loaded: LoadedSupergraph;
  stockSchema: GraphQLSchema;
  subgraphs: Map<string, MadeUpSubgraph>;
}

function setUp(services: { name: string; sdl: string }[]): Compared {
  const { supergraphSdl } = composeSupergraph(services.map((each) => ({ ...each, url: 'http://nowhere/graphql' })));
  return {
    loaded: loadSupergraph(supergraphSdl, { open: true }),
    // the stock libraries refuse rules that they do not enforce
    stockSchema: Supergraph.build(supergraphSdl.replaceAll(', for: SECURITY', '')).schema.toGraphQLJSSchema(),
    subgraphs: new Map(services.map(({ name, sdl }) => [name, makeUpSubgraph(sdl)])),
  };
}

interface Answer {
  data: unknown;
  paths: string[];
}

const answerOf = (data: unknown, errors: readonly GraphQLError[] | undefined): Answer => ({
  // The order of names is GraphQL's own here; the stock executor's differs where a field is selected several times.
  data: JSON.parse(JSON.stringify(data ?? null)) as unknown,
  paths: (errors ?? []).map((error) => `${error.message} at ${JSON.stringify(error.path ?? null)}`).sort(),
});

/** Both executors run the same plan of the same operation; null where chance made an operation that is not valid. */
async function compare(
  { loaded, stockSchema, subgraphs }: Compared,
  { query, variables }: RandomOperation,
  trouble: Trouble,
): Promise<{ stock: Answer; ours: Answer } | null> {
  const document = parse(query);
  if (validate(loaded.schema, document).length > 0) return null;
  const plan = loaded.planner.buildQueryPlan(operationFromDocument(loaded.apiSchema, document, { validate: false }));
  const serviceMap: Record<string, GraphQLDataSource> = Object.fromEntries(
    [...subgraphs].map(([name, answer]) => [
      name,
      {
        process: async ({ request }) =>
          withoutRootName(JSON.parse(await answer(request as never, trouble)) as never) as never,
      },
    ]),
  );
  const context = buildOperationContext({ schema: loaded.schema, operationDocument: document });
  const request = { request: { query, variables }, context: {}, metrics: {}, logger: console };
  const stock = await executeQueryPlan(plan, serviceMap, request as never, context, stockSchema, loaded.apiSchema);
  const ours = await compileOperation({ document, renaming: null, ...loaded })({
    plan,
    variables,
    sourceOf: (name) => async (body) => JSON.parse(await subgraphs.get(name)!(JSON.parse(body) as never, trouble)) as never, // prettier-ignore
  });
  return { stock: answerOf(stock.data, stock.errors), ours: answerOf(ours.data, ours.errors) };
}

/** The stock executor leaves out fragments at a root that its subgraph calls otherwise: it is not told that name. */
function withoutRootName(answer: { data?: { __typename?: string } }): object {
  if (/^(Ask|Do|Q2)$/.test(answer.data?.__typename ?? '')) delete answer.data!.__typename;
  return answer;
}

/** An error's place is true where following it leads to null. */
function isTrue(data: unknown, problem: string): boolean {
  let value = data;
  const path = JSON.parse(problem.slice(problem.lastIndexOf(' at ') + 4)) as (string | number)[] | null;
  for (const step of path ?? []) {
    if (value === null || value === undefined) return true;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value === null || value === undefined;
}

const withoutNumbers = (paths: string[]): string[] => paths.map((path) => path.replace(/\b\d+\b/g, '#')).sort();

async function compareMany(compared: Compared, count: number, seed: number): Promise<{ told: number; better: number }> {
  const chance = createChance(seed);
  let [done, told, better] = [0, 0, 0];
  for (let tries = 0; done < count && tries < 20 * count; tries++) {
    const operation = makeOperation(compared.loaded.schema, chance);
    const trouble = { ...chance.pick(TROUBLES), salt: chance.below(1_000) };
    const both = await compare(compared, operation, trouble);
    if (!both) continue;
    done++;
    told += both.stock.paths.length;
    const { stock, ours } = both;
    // The stock executor counts errors of entities by its list, not by what it sent: where types were left out its places are wrong.
    const placedBetter =
      isDeepStrictEqual(stock.data, ours.data) &&
      !isDeepStrictEqual(stock.paths, ours.paths) &&
      isDeepStrictEqual(withoutNumbers(stock.paths), withoutNumbers(ours.paths)) &&
      ours.paths.every((each) => stock.paths.includes(each) || isTrue(ours.data, each));
    if (placedBetter) better++;
    else expect({ ...operation, trouble, ...ours }).toEqual({ ...operation, trouble, ...stock });
  }
  expect(done).toBe(count);
  return { told, better };
}

test.each(SMALL_SUPERGRAPHS)('answers are those of the stock executor: $name', async ({ subgraphs }) => {
  const compared = setUp(subgraphs.map((sdl, index) => ({ name: `s${index}`, sdl })));
  const { told, better } = await compareMany(compared, OVER_SMALL, SEED);
  if (LARGE) process.stdout.write(`${told} errors, ${better} operations with places that the stock executor gets wrong\n`);
}, 600_000); // prettier-ignore

test("answers are those of the stock executor: the house's own supergraph", async () => {
  const services = ['users', 'wallet', 'games', 'payments', 'reports'].map((name) => {
    const sdl = readFileSync(new URL(`../../../subgraphs/${name}/schema.graphql`, import.meta.url), 'utf8');
    return { name, sdl };
  });
  const { told } = await compareMany(setUp(services), OVER_THE_HOUSE, SEED);
  expect(told).toBeGreaterThan(0);
}, 1_200_000);

test("a subgraph's own name for its root type is never taken for a type", async () => {
  const { subgraphs } = SMALL_SUPERGRAPHS.find(({ name }) => name === 'root types of other names')!;
  const compared = setUp(subgraphs.map((sdl, index) => ({ name: `s${index}`, sdl })));
  const query =
    'query Q { also { __typename id } here @include(if: false) ... @skip(if: false) { me { more } here __typename } }';
  const both = await compare(compared, { query, variables: {} }, { failing: 0, missing: 0, salt: 0 });
  expect(both!.ours).toEqual(both!.stock);
  expect(both!.ours.data).toMatchObject({ __typename: 'Query', here: expect.any(String) as string });
});
