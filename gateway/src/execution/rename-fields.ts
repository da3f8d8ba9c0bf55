import { type DocumentNode, type FieldNode, Kind, visit } from 'graphql';
import type { ResultPath } from './result-path.ts';

/** Names under which plans may fetch fields that no caller asked for: those of keys and requirements. */
export interface PlannerNames {
  all: ReadonlySet<string>;
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
 * Fields whose name in the answer a plan may need for something else, so that one would be taken for the other: `id: email` where
 * `id` is a key, `price(in: EUR)` where another field requires `price(in: USD)`. Null where there are none. Nothing else has to be
 * renamed: what planners add are `__typename`, keys and requirements, always under the names that the schema gives them.
 */
export function findRenaming(document: DocumentNode, planner: PlannerNames): Renaming | null {
  const fetched = new Map<string, string>();
  const callers = new Map<string, string>();
  const taken = new Set(planner.all);
  visit(document, { Name: ({ value }) => void taken.add(value) });
  const add = (field: FieldNode): void => {
    const meaning = meaningOf(field);
    if (!isAmbiguous(field, planner) || fetched.has(meaning)) return;
    let number = fetched.size;
    while (taken.has(`own${number}`)) number++;
    taken.add(`own${number}`);
    fetched.set(meaning, `own${number}`);
    callers.set(`own${number}`, nameInAnswer(field));
  };
  visit(document, { Field: add });
  if (fetched.size === 0) return null;
  return {
    rename: (each) =>
      visit(each, {
        Field(field) {
          const value = fetched.get(meaningOf(field));
          return value === undefined ? undefined : { ...field, alias: { kind: Kind.NAME, value } };
        },
      }),
    fetchedAs: (field) => fetched.get(meaningOf(field)) ?? nameInAnswer(field),
    placeOf: (path) => path.map((step) => callers.get(step as string) ?? step),
  };
}

function isAmbiguous(field: FieldNode, { all, withArguments }: PlannerNames): boolean {
  const name = field.name.value;
  const answered = nameInAnswer(field);
  if (answered !== name) return answered === '__typename' || all.has(answered);
  return withArguments.has(name) || (all.has(name) && field.arguments!.length > 0);
}

/** Selections of one object that have these two in common are one field, as far as the operation is valid. */
const meaningOf = (field: FieldNode): string => `${nameInAnswer(field)}: ${field.name.value}`;
