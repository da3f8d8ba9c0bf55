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

const SILENCE = 'It does not answer';

/** Null where chance made an operation that is not valid. */
async function compare(
  compared: Compared,
  operation: RandomOperation,
  { silent, ...trouble }: Trouble & { silent?: string },
): Promise<{ stock: Answer; ours: Answer; whole: unknown } | null> {
  if (validate(compared.loaded.schema, parse(operation.query)).length > 0) return null;
  const answerOfAll: AnswerOf = (name, body) => compared.subgraphs.get(name)!(body, trouble);
  const answer: AnswerOf = (name, body) =>
    name === silent ? Promise.reject(new Error(SILENCE)) : answerOfAll(name, body);
  const stock = await runStockUnambiguously(compared, operation, answer);
  const ours = await runOurs(compared, operation, answer);
  const whole = silent === undefined ? ours : await runOurs(compared, operation, answerOfAll);
  return {
    stock: answerOf(stock.data, stock.errors),
    ours: answerOf(ours.data, ours.errors),
    whole: answerOf(whole.data, []).data,
  };
}

const pathOf = (problem: string): (string | number)[] | null =>
  JSON.parse(problem.slice(problem.lastIndexOf(' at ') + 4)) as (string | number)[] | null;

/** What a path leads to, if it is only to null on the way. */
function valueAt(data: unknown, path: (string | number)[]): unknown {
  let value = data;
  for (const step of path) {
    if (value === null || value === undefined) return null;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}

/** An error's place is true where following it leads to null. */
const isTrue = (data: unknown, problem: string): boolean => (valueAt(data, pathOf(problem) ?? []) ?? null) === null;

/** Whether the answer has an error's place, if only as null on the way to it. */
function isInAnswer(data: unknown, problem: string): boolean {
  let value = data;
  for (const step of pathOf(problem) ?? []) {
    if (value === null) return true;
    value = (value as Record<string | number, unknown> | undefined)?.[step];
  }
  return value === null;
}

const messageOf = (problem: string): string => problem.slice(0, problem.lastIndexOf(' at '));

/** Both without what stock places where the answer has nothing and this executor, whose entity another fetch has replaced, nowhere. */
function withoutLost(stock: Answer, ours: Answer): [string[], string[]] {
  const theirs = [...stock.paths];
  const own = ours.paths.filter((each) => {
    if (pathOf(each) !== null || theirs.includes(each)) return true;
    const lost = theirs.findIndex((other) => messageOf(other) === messageOf(each) && !isInAnswer(stock.data, other));
    if (lost >= 0) theirs.splice(lost, 1);
    return lost < 0;
  });
  return [theirs, own];
}

const withoutNumbers = (paths: string[]): string[] => paths.map((path) => path.replace(/\b\d+\b/g, '#')).sort();

/** Where `ours` has null and `whole` has not. */
function nullsLeft(whole: unknown, ours: unknown, place: (string | number)[] = []): string[] {
  if (whole === null || typeof ours !== 'object') return [];
  if (ours === null) return [JSON.stringify(place.length > 0 ? place : null)];
  return Object.entries(ours).flatMap(([name, each]) =>
    nullsLeft((whole as Record<string, unknown>)[name], each, [...place, Array.isArray(ours) ? Number(name) : name]),
  );
}

const MOST_TOLD = 1_000;

/** Stock's error of a silent subgraph has no place; here each null that the silence leaves has an error, and each error leads to null. */
function judgeSilence({ stock, ours, whole }: { stock: Answer; ours: Answer; whole: unknown }): Answer[] {
  const [theirs, own] = [stock, ours].map(({ paths }) => paths.filter((each) => each.startsWith(SILENCE)));
  expect(own!.length > 0).toBe(theirs!.length > 0);
  const places = own!.map(pathOf);
  for (const place of places) if (place) expect(valueAt(ours.data, place)).toBeNull();
  const told = new Set(places.map((each) => JSON.stringify(ours.data && each)));
  if (told.size < MOST_TOLD) expect(nullsLeft(whole, ours.data).filter((each) => !told.has(each))).toEqual([]);
  return [stock, ours].map(({ data, paths }) => ({ data, paths: paths.filter((each) => !each.startsWith(SILENCE)) }));
}

async function compareMany(
  compared: Compared,
  count: number,
): Promise<{ told: number; better: number; silences: number }> {
  const chance = createChance(SEED);
  let [done, told, better, silences] = [0, 0, 0, 0];
  for (let tries = 0; done < count && tries < 20 * count; tries++) {
    const operation = makeOperation(compared.loaded.schema, chance);
    const trouble = { ...chance.pick(TROUBLES), salt: chance.below(1_000) };
    const silent = chance.percent(25) ? chance.pick(compared.services).name : undefined;
    const all = await compare(compared, operation, { ...trouble, silent });
    if (!all) continue;
    done++;
    const [stock, ours] = judgeSilence(all) as [Answer, Answer];
    told += stock.paths.length;
    silences += all.ours.paths.length - ours.paths.length;
    // The stock executor counts errors of entities by its list, not by what it sent: where types were left out its places are wrong.
    const [theirs, own] = withoutLost(stock, ours);
    const placedBetter =
      isDeepStrictEqual(stock.data, ours.data) &&
      !isDeepStrictEqual(stock.paths, ours.paths) &&
      isDeepStrictEqual(withoutNumbers(theirs), withoutNumbers(own)) &&
      own.every((each) => theirs.includes(each) || isTrue(ours.data, each));
    if (placedBetter) better++;
    else expect({ ...operation, trouble, silent, ...ours }).toEqual({ ...operation, trouble, silent, ...stock });
  }
  expect(done).toBe(count);
  return { told, better, silences };
}

test.each(RIGHT_IN_STOCK)('answers are those of the stock executor: $name', async ({ subgraphs }) => {
  const compared = setUp(smallSupergraph(subgraphs));
  const { told, better, silences } = await compareMany(compared, OVER_SMALL);
  if (LARGE) process.stdout.write(`${told} errors, ${silences} of silent subgraphs, ${better} operations with places that the stock executor gets wrong\n`);
}, 600_000); // prettier-ignore

test("answers are those of the stock executor: the house's own supergraph", async () => {
  const services = ['users', 'wallet', 'games', 'payments', 'reports'].map((name) => {
    const sdl = readFileSync(new URL(`../../../subgraphs/${name}/schema.graphql`, import.meta.url), 'utf8');
    return { name, sdl };
  });
  const { told, silences } = await compareMany(setUp(compose(services)), OVER_THE_HOUSE);
  expect(Math.min(told, silences)).toBeGreaterThan(0);
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
