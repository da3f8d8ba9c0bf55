import { type Data, getOwn } from './merge.ts';

/** A place in the answer: names, and `@` for every element of a list. */
export type ResultPath = readonly (string | number)[];

/** The objects at a path, lists on the way made one. Throws where a list is no list. */
export function objectsAt(from: Data, path: ResultPath): Data[] {
  let level: unknown[] = [from];
  for (const step of path) {
    const next: unknown[] = [];
    for (const value of level) {
      if (value === undefined || value === null) continue;
      if (step === '@') for (const each of asList(value)) next.push(each);
      else next.push(getOwn(value as Data, step as string));
    }
    level = next;
  }
  return level.filter((value) => value !== undefined && value !== null) as Data[];
}

/** Where each of `objectsAt` stands now, with the places in lists: what other fetches tell meanwhile may have replaced some. */
export function placesAt(from: Data, path: ResultPath): ReadonlyMap<unknown, ResultPath> {
  let level: { value: unknown; place: ResultPath }[] = [{ value: from, place: [] }];
  for (const step of path) {
    level = level.flatMap(({ value, place }) => {
      if (value === undefined || value === null) return [];
      if (step === '@') return asList(value).map((each, index) => ({ value: each, place: [...place, index] }));
      return [{ value: getOwn(value as Data, step as string), place: [...place, step] }];
    });
  }
  return new Map(level.map(({ value, place }) => [value, place]));
}

function asList(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  throw new Error('A subgraph sent an object where its schema has a list');
}
