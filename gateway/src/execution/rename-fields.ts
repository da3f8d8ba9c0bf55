import { type DocumentNode, type FieldNode, Kind, type ObjectValueNode, print, visit } from 'graphql';
import type { ResultPath } from './result-path.ts';

/** Names under which plans may fetch fields that no caller asked for: those of keys and requirements. */
export interface PlannerNames {
  all: ReadonlySet<string>;
  /** fields that require others */
  requiring: ReadonlySet<string>;
  /** required with arguments of their own */
  withArguments: ReadonlySet<string>;
}

/** Fields of one operation that are fetched under other names than the caller's. */
export interface Renaming {
  /** the operation that is planned */
  rename(document: DocumentNode): DocumentNode;
  /** the name under which a field is fetched */
  fetchedAs(field: FieldNode): string;
  /** a place in what was fetched, as the caller names it */
  placeOf(path: ResultPath): ResultPath;
}

export const nameInAnswer = (field: FieldNode): string => (field.alias ?? field.name).value;

/**
 * After it a name in the answer means one field with the same arguments wherever plans put it. Renamed is what a plan may need for
 * something else (`id: email` where `id` is a key, `price(in: EUR)` where another field requires `price(in: USD)`) and what the
 * operation itself uses for something else, on another type: plans fetch entities of several types together. What plans add are
 * `__typename`, keys and requirements, under the names that the schema gives them, so nothing else is. Null where all is clear.
 */
export function findRenaming(document: DocumentNode, planner: PlannerNames): Renaming | null {
  const meanings = new Map<string, string>();
  const fetched = new Map<string, string>();
  const callers = new Map<string, string>();
  const taken = new Set(planner.all);
  visit(document, { Name: ({ value }) => void taken.add(value) });
  const add = (field: FieldNode): void => {
    const [name, meaning] = [nameInAnswer(field), meaningOf(field)];
    if (!isAmbiguous(field, planner) && (meanings.get(name) ?? meaning) === meaning) return void meanings.set(name, meaning); // prettier-ignore
    const key = `${name}: ${meaning}`;
    if (fetched.has(key)) return;
    let number = fetched.size;
    while (taken.has(`own${number}`)) number++;
    taken.add(`own${number}`);
    fetched.set(key, `own${number}`);
    callers.set(`own${number}`, name);
  };
  visit(document, { Field: add });
  if (fetched.size === 0) return null;
  const renamed = (field: FieldNode): string | undefined => fetched.get(`${nameInAnswer(field)}: ${meaningOf(field)}`);
  return {
    rename: (each) =>
      visit(each, {
        Field(field) {
          const value = renamed(field);
          return value === undefined ? undefined : { ...field, alias: { kind: Kind.NAME, value } };
        },
      }),
    fetchedAs: (field) => renamed(field) ?? nameInAnswer(field),
    placeOf: (path) => path.map((step) => callers.get(step as string) ?? step),
  };
}

function isAmbiguous(field: FieldNode, { all, withArguments }: PlannerNames): boolean {
  const name = field.name.value;
  const answered = nameInAnswer(field);
  if (answered !== name) return answered === '__typename' || all.has(answered);
  return withArguments.has(name) || (all.has(name) && field.arguments!.length > 0);
}

/** The field and its arguments, in whichever order they are written. */
function meaningOf({ name, arguments: given = [] }: FieldNode): string {
  if (given.length === 0) return name.value;
  const texts = given.map((each) => print(visit(each, { ObjectValue: inOrder }))).sort();
  return `${name.value}(${texts.join(', ')})`;
}

const inOrder = (value: ObjectValueNode): ObjectValueNode => ({
  ...value,
  fields: [...value.fields].sort((one, other) => (one.name.value < other.name.value ? -1 : 1)),
});
