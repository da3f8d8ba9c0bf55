import type { FetchNode } from '@apollo/query-planner';
import { GraphQLError } from 'graphql';
import { type Data, isData, merge } from './merge.ts';
import { compileRequires } from './represent.ts';
import { objectsAt, placesAt, type ResultPath } from './result-path.ts';
import { compileRewrites } from './rewrite-data.ts';
import { withoutRootNames } from './root-names.ts';
import type { PlanRun } from './run-plan.ts';
import type { TypeConditions } from './type-conditions.ts';

/** What a subgraph answers. */
export interface Fetched {
  data?: unknown;
  errors?: readonly { message?: string; path?: ResultPath; extensions?: Record<string, unknown> }[] | null;
  extensions?: Record<string, unknown>;
}

/** Sends one request's body, JSON of query, operationName and variables. Throws GraphQLError where there is no answer. */
export type Send = (body: string, node: FetchNode) => Promise<Fetched>;
export type SourceOf = (serviceName: string) => Send | undefined;

/** Compiles a fetch whose entities, if it completes such, stand at `path`. It never throws: errors are the run's. */
export function compileFetch(
  node: FetchNode,
  path: ResultPath,
  conditions: TypeConditions,
): (run: PlanRun) => Promise<void> {
  const send = compileSend(node);
  const fetch = node.requires
    ? compileEntities(node, path, conditions, send)
    : compileRoot(node, path, conditions, send);
  return async (run) => {
    try {
      await fetch(run);
    } catch (error) {
      const { serviceName } = node;
      run.errors.push(error instanceof GraphQLError ? error : new GraphQLError(String((error as Error)?.message), { extensions: { serviceName } })); // prettier-ignore
    }
  };
}

type SendFor = (run: PlanRun, representations?: string[]) => Promise<Fetched>;

/** The text around the variables is the same for every request. */
function compileSend(node: FetchNode): SendFor {
  const { operation, operationName, variableUsages = [], serviceName } = node;
  const query = withoutRootNames(operation);
  const before = `${JSON.stringify({ query, operationName }).slice(0, -1)},"variables":{`;
  const names = variableUsages.map((name) => [name, `${JSON.stringify(name)}:`] as const);
  return (run, representations) => {
    const send = run.sourceOf(serviceName);
    if (!send) throw new Error(`There is no subgraph "${serviceName}"`);
    let body = before;
    let separator = '';
    for (const [name, key] of names) {
      const value = Object.hasOwn(run.variables, name) ? run.variables[name] : undefined;
      if (value === undefined) continue;
      body += separator + key + JSON.stringify(value);
      separator = ',';
    }
    if (representations) body += `${separator}"representations":[${representations.join(',')}]`;
    return send(`${body}}}`, node);
  };
}

function compileRoot(
  node: FetchNode,
  path: ResultPath,
  conditions: TypeConditions,
  send: SendFor,
): (run: PlanRun) => Promise<void> {
  const rewrite = compileRewrites(node.outputRewrites, conditions);
  return async (run) => {
    const objects = path.length > 0 ? objectsAt(run.data, path) : [run.data];
    if (objects.length === 0) return;
    const { data, errors } = await send(run);
    for (const error of errors ?? []) run.errors.push(toError(node, error, error.path && [...path, ...error.path]));
    if (!isData(data)) return;
    rewrite?.(data);
    for (const object of objects) merge(object, data, conditions);
  };
}

/** What a batch of entities asks for: each distinct representation once, and who waits for it. */
interface Batch {
  representations: string[];
  waiting: number[][];
}

function compileEntities(
  node: FetchNode,
  path: ResultPath,
  conditions: TypeConditions,
  send: SendFor,
): (run: PlanRun) => Promise<void> {
  const represent = compileRequires(node.requires!, conditions);
  const rewriteInput = compileRewrites(node.inputRewrites, conditions);
  const rewrite = compileRewrites(node.outputRewrites, conditions);
  const interfaces = interfaceObjects(node);
  const strangers = new Set([...interfaces].flatMap((name) => [...conditions(name)].filter((each) => each !== name)));
  const batchOf = (entities: Data[]): Batch => {
    const numbers = new Map<string, number>();
    const waiting: number[][] = [];
    for (let index = 0; index < entities.length; index++) {
      const representation = represent(entities[index]!);
      // Without a type nothing in `requires` was meant for this entity.
      if (!representation?.['__typename']) continue;
      rewriteInput?.(representation);
      if (strangers.has(representation['__typename'] as string)) continue;
      const text = JSON.stringify(representation);
      const number = numbers.get(text);
      if (number !== undefined) waiting[number]!.push(index);
      else numbers.set(text, waiting.push([index]) - 1);
    }
    return { representations: [...numbers.keys()], waiting };
  };
  return async (run) => {
    const entities = objectsAt(run.data, path);
    const { representations, waiting } = batchOf(entities);
    if (representations.length === 0) return;
    const { data, errors } = await send(run, representations);
    if (errors?.length) run.errors.push(...placeErrors(node, errors, waiting, placesAt(run.data, path), path));
    if (!isData(data)) return;
    const received = data['_entities'];
    if (!Array.isArray(received) || received.length !== waiting.length)
      throw new Error(`_entities should be a list of ${waiting.length}`);
    waiting.forEach((indexes, number) =>
      complete(received[number], indexes, entities, { rewrite, interfaces, conditions }),
    );
  };
}

/** The names under which this subgraph knows entities whose types it does not: told such a type, it would fail for all. */
function interfaceObjects({ inputRewrites = [] }: FetchNode): ReadonlySet<string> {
  return new Set(inputRewrites.flatMap((each) => (each.kind === 'ValueSetter' ? [each.setValueTo as string] : [])));
}

interface Completing {
  rewrite: ((value: unknown) => void) | null;
  interfaces: ReadonlySet<string>;
  conditions: TypeConditions;
}

function complete(
  received: unknown,
  indexes: number[],
  entities: Data[],
  { rewrite, interfaces, conditions }: Completing,
): void {
  if (!isData(received)) return;
  // The entity was found by its type, which says more.
  if (interfaces.has(received['__typename'] as string)) received['__typename'] = undefined;
  if (rewrite) {
    const told = received['__typename'];
    received['__typename'] = told || entities[indexes[0]!]!['__typename'];
    rewrite(received);
    // Entities of several types may share a representation (interface objects): each keeps its own.
    if (!told) received['__typename'] = undefined;
  }
  for (const index of indexes) merge(entities[index]!, received, conditions);
}

/** An error of one representation belongs to each entity that waited for it. */
function placeErrors(
  node: FetchNode,
  errors: NonNullable<Fetched['errors']>,
  waiting: number[][],
  places: ResultPath[],
  path: ResultPath,
): GraphQLError[] {
  return errors.flatMap((error) => {
    const [, number, ...below] = error.path ?? [];
    const indexes = typeof number === 'number' ? waiting[number] : undefined;
    if (!indexes) return [toError(node, error, error.path && [...path, ...error.path])];
    return indexes.map((index) => toError(node, error, [...(places[index] ?? []), ...below]));
  });
}

function toError(
  { serviceName }: FetchNode,
  { message, extensions }: NonNullable<Fetched['errors']>[number],
  path: ResultPath | undefined,
): GraphQLError {
  return new GraphQLError(message || `The subgraph "${serviceName}" has failed`, {
    path,
    extensions: { ...extensions, serviceName },
  });
}
