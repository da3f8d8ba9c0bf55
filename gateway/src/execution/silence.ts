/** Subgraphs that do not answer: what they were asked for, and where the caller finds null instead. */
import type { FetchNode } from '@apollo/query-planner';
import { type FragmentDefinitionNode, GraphQLError, Kind, type OperationDefinitionNode, parse } from 'graphql';
import { collectFields } from './collect-fields.ts';
import { type Data, getOwn } from './merge.ts';
import { placesAt, type ResultPath } from './result-path.ts';
import { withoutRootNames } from './root-names.ts';
import type { PlanRun } from './run-plan.ts';
import type { TypeConditions } from './type-conditions.ts';
import { variableOf } from './variable-of.ts';

/** A fetch without an answer. */
export interface Silence {
  error: GraphQLError;
  /** those whose fields it would have told */
  objects: Set<Data>;
  /** these fields, and those that could not be asked for without them */
  places: ResultPath[];
}

export function beginSilence(run: PlanRun, error: GraphQLError): Silence {
  const silence: Silence = { error, objects: new Set(), places: [] };
  run.silences.push(silence);
  return silence;
}

export const silenceAbout = (object: Data, { silences }: PlanRun): Silence | undefined =>
  silences.find(({ objects }) => objects.has(object));

/** Adds to silences the fields that a fetch asks of the objects at its path. */
export type NoteSilence = (
  run: PlanRun,
  objects: readonly Data[],
  silenceOf: (object: Data, index: number) => Silence | undefined,
) => void;

export function compileNote(
  node: FetchNode,
  path: ResultPath,
  conditions: TypeConditions,
  rewrite: ((value: unknown) => void) | null,
): NoteSilence {
  let namesOf: NamesAsked | undefined;
  return (run, objects, silenceOf) => {
    namesOf ??= compileNames(node, conditions);
    const places = placesAt(run.data, path);
    for (let index = 0; index < objects.length; index++) {
      const object = objects[index]!;
      const silence = silenceOf(object, index);
      const place = places.get(object);
      if (!silence || !place) continue;
      silence.objects.add(object);
      const answer = Object.fromEntries(namesOf(object, run).map((name) => [name, null]));
      rewrite?.(answer);
      for (const name of Object.keys(answer)) if (answer[name] === null) silence.places.push([...place, name]);
    }
  };
}

type NamesAsked = (object: Data, run: PlanRun) => string[];

function compileNames({ requires, operation }: FetchNode, conditions: TypeConditions): NamesAsked {
  const { definitions } = parse(withoutRootNames(operation), { noLocation: true });
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const each of definitions) if (each.kind === Kind.FRAGMENT_DEFINITION) fragments.set(each.name.value, each);
  const { selectionSet } = definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION) as OperationDefinitionNode; // prettier-ignore
  const [entities] = selectionSet.selections;
  const asked = requires && entities?.kind === Kind.FIELD ? entities.selectionSet! : selectionSet;
  return (object, run) => {
    const isTrue = (variable: string): boolean => variableOf(run, variable) === true;
    return [...collectFields([asked], String(object['__typename']), { fragments, conditions, isTrue }).keys()];
  };
}

const MOST_TOLD = 1_000;

/**
 * An error for each null that the caller finds because of a silence. What the caller did not ask for, or has all the same, is not told;
 * where nothing is left to point at, the error has no place.
 */
export function tellSilence(
  { error, places }: Silence,
  data: Data | null,
  placeOf: (path: ResultPath) => ResultPath,
): GraphQLError[] {
  const told = new Map<string, ResultPath>();
  for (const place of places) {
    if (told.size === MOST_TOLD) break;
    const path = pathToNull(data, placeOf(place));
    if (path) told.set(JSON.stringify(path), path);
  }
  if (told.size === 0) return [error];
  return [...told.values()].map((path) => new GraphQLError(error.message, { path, extensions: error.extensions }));
}

function pathToNull(data: Data | null, path: ResultPath): ResultPath | null {
  let value: unknown = data;
  for (let length = 0; length < path.length; length++) {
    if (value === null) return path.slice(0, Math.max(length, 1));
    value = getOwn(value as Data, path[length] as string);
    if (value === undefined) return null;
  }
  return value === null ? path : null;
}
