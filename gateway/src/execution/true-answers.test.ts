import { isDeepStrictEqual } from 'node:util';
import { type GraphQLSchema, isIntrospectionType, isObjectType, parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { createChance } from '../fixtures/chance.ts';
import { type Answer, type Composed, runOurs, runStock, smallSupergraph } from '../fixtures/executors.ts';
import { makeOperation, type RandomOperation } from '../fixtures/random-operations.ts';
import { SMALL_SUPERGRAPHS } from '../fixtures/small-supergraphs.ts';
import { knowTruth, type Truth } from '../fixtures/true-answers.ts';

const LARGE = process.env.CROUPIER_SUITE_SIZE === 'large';
const OPERATIONS = LARGE ? 200 : 4;
const WORLDS = 8;
const SEED = Number(process.env.CROUPIER_SEED ?? 1);
/** There a union's members depend on who is asked: there is no one truth. */
const OF_ONE_TRUTH = SMALL_SUPERGRAPHS.filter(({ name }) => name !== 'a union whose members differ by subgraph');

interface World extends Composed {
  truth: Truth;
}

function aWorld(subgraphs: string[]): World {
  const composed = smallSupergraph(subgraphs);
  const { schema, supergraphSchema } = composed.loaded;
  return { ...composed, truth: knowTruth(composed.services, schema, supergraphSchema) };
}

const answerOf =
  ({ truth }: World, salt: number): Answer =>
  (name, body) =>
    truth.subgraphs.get(name)!(body, salt);

interface Told {
  data: unknown;
  paths: unknown[];
}

async function tell(run: Promise<{ data?: unknown; errors?: readonly { path?: unknown }[] }>): Promise<Told> {
  const { data, errors = [] } = await run;
  return { data: JSON.parse(JSON.stringify(data ?? null)) as unknown, paths: errors.map(({ path }) => path ?? null) };
}

/** Null where it answers nothing: where one alias stands for several fields, its planner or its executor may throw. */
async function tellOfStock(world: World, operation: RandomOperation, salt: number): Promise<Told | null> {
  try {
    return await tell(runStock(world, operation, answerOf(world, salt)));
  } catch {
    return null;
  }
}

/** Nothing goes wrong in this world, but that null may stand where it may not: no gateway calls that an error. */
async function truthOf({ truth }: World, operation: RandomOperation, salt: number): Promise<Told> {
  const { data } = JSON.parse(await truth.whole(operation, salt)) as { data: unknown };
  return { data, paths: [] };
}

/** Callers name their fields as the graph names others. */
function namesOf(schema: GraphQLSchema): string[] {
  const types = Object.values(schema.getTypeMap())
    .filter((type) => !isIntrospectionType(type))
    .filter(isObjectType);
  return [...new Set([...types.flatMap((type) => Object.keys(type.getFields())), '__typename', 'a', 'own0'])];
}

test.each(OF_ONE_TRUTH)('what is answered is true, however callers name it: $name', async ({ subgraphs }) => {
  const world = aWorld(subgraphs);
  const chance = createChance(SEED);
  const names = namesOf(world.loaded.supergraphSchema);
  let [done, wrongInStock] = [0, 0];
  for (let tries = 0; done < OPERATIONS && tries < 100 * OPERATIONS; tries++) {
    const operation = makeOperation(world.loaded.schema, chance, names);
    if (validate(world.loaded.schema, parse(operation.query)).length > 0) continue;
    done++;
    const salt = chance.below(WORLDS);
    const expected = await truthOf(world, operation, salt);
    const ours = await tell(runOurs(world, operation, answerOf(world, salt)));
    expect({ ...operation, ...ours }).toEqual({ ...operation, ...expected });
    if (LARGE) {
      const stock = await tellOfStock(world, operation, salt);
      if (JSON.stringify(stock?.data) !== JSON.stringify(expected.data)) wrongInStock++;
    }
  }
  expect(done).toBe(OPERATIONS);
  if (LARGE) process.stdout.write(`${wrongInStock} of ${done} answers of the stock executor are not true\n`);
}, 600_000); // prettier-ignore

const WRONG_IN_STOCK: [what: string, supergraph: string, query: string][] = [
  [
    'a field that is left out beside one that is not, both of which require',
    '@requires of a field elsewhere',
    'query ($no: Boolean = false) { products { shipping @include(if: $no) stock } }',
  ],
  ["an alias with a key's name", 'two subgraphs and a key', '{ users { id: name posts { title } } }'],
  ['an alias that is __typename', 'two subgraphs and a key', '{ users { __typename: name rank } }'],
  [
    'an alias with the name of what another field requires',
    '@requires of a field elsewhere',
    '{ products { price: upc shipping } }',
  ],
  [
    'one alias for two fields of entities that are fetched together',
    'interfaces of interfaces without keys',
    '{ animals { ... on Rex { owner { pets { city { x: __typename } } } } ... on Wolf { owner { pets { city { x: mayor { id } } } } } } }',
  ],
  [
    'a requirement that is zero',
    '@requires of fields of different types behind a union',
    '{ lines { ... on Gift { cost } ... on Ware { cost } } }',
  ],
  [
    'fields that require one field with different arguments',
    '@requires of one field with different arguments',
    '{ goods { euros dollars { id } plain inches } }',
  ],
  [
    'a fragment on a root that its subgraph calls otherwise',
    'root types of other names',
    'query ($yes: Boolean = true) { ...Also ... on Query @include(if: $yes) { here } ...Also @include(if: $yes) } fragment Also on Query { also { id name more } }',
  ],
  [
    'the type of an interface object',
    '@interfaceObject',
    '{ items { ... on Game { ... on Item { __typename stars } } } }',
  ],
];

test.each(WRONG_IN_STOCK)('%s: the stock executor is wrong, ours is right', async (_what, name, query) => {
  const world = aWorld(SMALL_SUPERGRAPHS.find((each) => each.name === name)!.subgraphs);
  const operation = { query, variables: {} };
  let wrongInStock = 0;
  for (let salt = 0; salt < WORLDS; salt++) {
    const expected = await truthOf(world, operation, salt);
    expect(await tell(runOurs(world, operation, answerOf(world, salt)))).toEqual(expected);
    if (!isDeepStrictEqual(await tellOfStock(world, operation, salt), expected)) wrongInStock++;
  }
  expect(wrongInStock).toBeGreaterThan(0);
});
