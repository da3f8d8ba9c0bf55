import type { FetchNode } from '@apollo/query-planner';
import { errorOf, type Fetched, placeErrors, toError } from './fetched.ts';
import { type Data, isData, merge } from './merge.ts';
import { compileRequires } from './represent.ts';
import { objectsAt, placesAt, type ResultPath } from './result-path.ts';
import { compileRewrites } from './rewrite-data.ts';
import { withoutRootNames } from './root-names.ts';
import type { PlanRun } from './run-plan.ts';
import { beginSilence, compileNote, silenceAbout } from './silence.ts';
import type { TypeConditions } from './type-conditions.ts';

const NO_ANSWER: Fetched = {};

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
      run.errors.push(errorOf(node, error));
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
  const note = compileNote(node, path, conditions, rewrite);
  return async (run) => {
    const objects = path.length > 0 ? objectsAt(run.data, path) : [run.data];
    if (objects.length === 0) return;
    const { data, errors } = await send(run).catch((error: unknown) => {
      const silence = beginSilence(run, errorOf(node, error));
      note(run, objects, () => silence);
      return NO_ANSWER;
    });
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
  const note = compileNote(node, path, conditions, rewrite);
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
    if (run.silences.length > 0) {
      const asked = new Set(waiting.flat());
      note(run, entities, (entity, index) => (asked.has(index) ? undefined : silenceAbout(entity, run)));
    }
    if (representations.length === 0) return;
    const { data, errors } = await send(run, representations).catch((error: unknown) => {
      const [silence, asked] = [beginSilence(run, errorOf(node, error)), new Set(waiting.flat())];
      note(run, entities, (_entity, index) => (asked.has(index) ? silence : undefined));
      return NO_ANSWER;
    });
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
