import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { type GraphQLError, parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { createChance } from '../fixtures/chance.ts';
import {
  type Answer as AnswerOf,
  compose,
  type Composed,
  runOurs,
  runStockUnambiguously,
  smallSupergraph,
} from '../fixtures/executors.ts';
import { makeUpSubgraph, type MadeUpSubgraph, type Trouble } from '../fixtures/made-up-answers.ts';
import { makeOperation, type RandomOperation } from '../fixtures/random-operations.ts';
import { SMALL_SUPERGRAPHS } from '../fixtures/small-supergraphs.ts';

const LARGE = process.env.CROUPIER_SUITE_SIZE === 'large';
const OVER_SMALL = LARGE ? 260 : 9;
const OVER_THE_HOUSE = LARGE ? 4_100 : 100;
const SEED = Number(process.env.CROUPIER_SEED ?? 1);
/** What the stock one answers to this is not true: true-answers.test.ts. */
const RIGHT_IN_STOCK = SMALL_SUPERGRAPHS.filter(({ name }) => !/different (arguments|types)/.test(name));
const TROUBLES: Omit<Trouble, 'salt'>[] = [
  { failing: 0, missing: 0 },
  { failing: 0, missing: 15 },
  { failing: 8, missing: 4 },
];

interface Compared extends Composed {
  subgraphs: Map<string, MadeUpSubgraph>;
}

const setUp = (composed: Composed): Compared => ({
  ...composed,
  subgraphs: new Map(composed.services.map(({ name, sdl }) => [name, makeUpSubgraph(sdl)])),
});

interface Answer {
  data: unknown;
  paths: string[];
}

const answerOf = (data: unknown, errors: readonly GraphQLError[] | undefined): Answer => ({
  // The order of names is GraphQL's own here; the stock executor's differs where a field is selected several times.
  data: JSON.parse(JSON.stringify(data ?? null)) as unknown,
  paths: (errors ?? []).map((error) => `${error.message} at ${JSON.stringify(error.path ?? null)}`).sort(),
});

/** Null where chance made an operation that is not valid. */
async function compare(
  compared: Compared,
  operation: RandomOperation,
  trouble: Trouble,
): Promise<{ stock: Answer; ours: Answer } | null> {
  if (validate(compared.loaded.schema, parse(operation.query)).length > 0) return null;
  const answer: AnswerOf = (name, body) => compared.subgraphs.get(name)!(body, trouble);
  const stock = await runStockUnambiguously(compared, operation, answer);
  const ours = await runOurs(compared, operation, answer);
  return { stock: answerOf(stock.data, stock.errors), ours: answerOf(ours.data, ours.errors) };
}

const pathOf = (problem: string): (string | number)[] | null =>
  JSON.parse(problem.slice(problem.lastIndexOf(' at ') + 4)) as (string | number)[] | null;

/** An error's place is true where following it leads to null. */
function isTrue(data: unknown, problem: string): boolean {
  let value = data;
  for (const step of pathOf(problem) ?? []) {
    if (value === null || value === undefined) return true;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value === null || value === undefined;
}

const withoutNumbers = (paths: string[]): string[] => paths.map((path) => path.replace(/\b\d+\b/g, '#')).sort();

/** Whether `ours` has all that `stock` has, where stock has something and no error of ours says why it is null. */
function isFuller(stock: unknown, ours: unknown, problems: string[], place: (string | number)[] = []): boolean {
  if (stock === null || stock === undefined) return true;
  if (ours === null && problems.some((each) => isAtOrBelow(place, each))) return true;
  if (typeof stock !== 'object' || typeof ours !== 'object' || ours === null) return stock === ours;
  if (Array.isArray(stock) && stock.length !== (ours as unknown[]).length) return false;
  return Object.entries(stock).every(([name, each]) =>
    isFuller(each, (ours as Record<string, unknown>)[name], problems, [
      ...place,
      Array.isArray(stock) ? Number(name) : name,
    ]),
  );
}

const isAtOrBelow = (place: (string | number)[], problem: string): boolean =>
  isDeepStrictEqual(pathOf(problem)?.slice(0, place.length), place);

/** `tellsMore`: the stock executor loses the types of interface objects and with them what was asked of these types. */
async function compareMany(
  compared: Compared,
  count: number,
  tellsMore = false,
): Promise<{ told: number; better: number }> {
  const chance = createChance(SEED);
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
    if (placedBetter || (tellsMore && isFuller(stock.data, ours.data, ours.paths))) better++;
    else expect({ ...operation, trouble, ...ours }).toEqual({ ...operation, trouble, ...stock });
  }
  expect(done).toBe(count);
  return { told, better };
}

test.each(RIGHT_IN_STOCK)('answers are those of the stock executor: $name', async ({ name, subgraphs }) => {
  const compared = setUp(smallSupergraph(subgraphs));
  const { told, better } = await compareMany(compared, OVER_SMALL, name.includes('@interfaceObject'));
  if (LARGE) process.stdout.write(`${told} errors, ${better} operations with places that the stock executor gets wrong\n`);
}, 600_000); // prettier-ignore

test("answers are those of the stock executor: the house's own supergraph", async () => {
  const services = ['users', 'wallet', 'games', 'payments', 'reports'].map((name) => {
    const sdl = readFileSync(new URL(`../../../subgraphs/${name}/schema.graphql`, import.meta.url), 'utf8');
    return { name, sdl };
  });
  const { told } = await compareMany(setUp(compose(services)), OVER_THE_HOUSE);
  expect(told).toBeGreaterThan(0);
}, 1_200_000);

test("a subgraph's own name for its root type is never taken for a type", async () => {
  const { subgraphs } = SMALL_SUPERGRAPHS.find(({ name }) => name === 'root types of other names')!;
  const compared = setUp(smallSupergraph(subgraphs));
  const query =
    'query Q { also { __typename id } here @include(if: false) ... @skip(if: false) { me { more } here __typename } }';
  const both = await compare(compared, { query, variables: {} }, { failing: 0, missing: 0, salt: 0 });
  expect(both!.ours).toEqual(both!.stock);
  expect(both!.ours.data).toMatchObject({ __typename: 'Query', here: expect.any(String) as string });
});
