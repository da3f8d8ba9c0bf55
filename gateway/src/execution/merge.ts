import type { TypeConditions } from './type-conditions.ts';

/** What subgraphs send: JSON. */
export type Data = Record<string, unknown>;

export const isData = (value: unknown): value is Data =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Merges what a subgraph sent into what is there: objects key by key, lists of one length element by element, anything else is
 * replaced. `__proto__` is a name like any other here: callers may choose it as an alias. A type that was found stays where an interface
 * object of it comes later, which only knows the interface's name.
 */
export function merge(target: Data, source: Data, conditions: TypeConditions): void {
  if (target === source) return;
  for (const key of Object.keys(source)) {
    const value = source[key];
    if (value === undefined) continue;
    if (key === '__proto__') mergeAsOwn(target, key, value, conditions);
    else if (key !== '__typename' || !isNarrower(target[key], value, conditions))
      target[key] = merged(target[key], value, conditions);
  }
}

const isNarrower = (present: unknown, value: unknown, conditions: TypeConditions): boolean =>
  Boolean(present) && present !== value && conditions(value as string).has(present as string);

/** An inherited method is no value that was merged before: functions never are. */
function merged(present: unknown, value: unknown, conditions: TypeConditions): unknown {
  if (typeof present !== 'object' || present === null || typeof value !== 'object' || value === null) return value;
  if (!Array.isArray(value)) {
    merge(present as Data, value as Data, conditions);
    return present;
  }
  if (!Array.isArray(present) || present.length !== value.length) return value;
  for (let index = 0; index < value.length; index++) {
    const [old, fresh] = [present[index] as unknown, value[index] as unknown];
    if (isData(old) && isData(fresh)) merge(old, fresh, conditions);
    else present[index] = fresh;
  }
  return present;
}

function mergeAsOwn(target: Data, key: string, value: unknown, conditions: TypeConditions): void {
  const present = Object.getOwnPropertyDescriptor(target, key)?.value as unknown;
  setOwn(target, key, merged(present, value, conditions));
}

/** The object's own value under a name that it may also inherit. */
export function getOwn(object: Data, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Sets without touching the prototype. */
export function setOwn(object: Data, key: string, value: unknown): void {
  if (key !== '__proto__') object[key] = value;
  else Object.defineProperty(object, key, { value, configurable: true, enumerable: true, writable: true });
}
