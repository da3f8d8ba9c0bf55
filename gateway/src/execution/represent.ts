import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import { type Data, getOwn, merge, setOwn } from './merge.ts';
import type { TypeConditions } from './type-conditions.ts';

/** An entity as a subgraph wants to be told of it; null where something that it needs could not be had. */
export type Represent = (entity: Data) => Data | null;

/** Compiles the `requires` of a fetch. */
export function compileRequires(selections: readonly QueryPlanSelectionNode[], conditions: TypeConditions): Represent {
  const steps = selections.map((selection) => compileSelection(selection, conditions));
  return (entity) => {
    const representation: Data = {};
    for (const step of steps) if (!step(entity, representation)) return null;
    return representation;
  };
}

type Step = (entity: Data, representation: Data) => boolean;

function compileSelection(selection: QueryPlanSelectionNode, conditions: TypeConditions): Step {
  if (selection.kind === 'Field')
    return compileField(selection.name, selection.alias ?? selection.name, selection.selections, conditions);
  if (!selection.typeCondition) return () => true;
  const names = conditions(selection.typeCondition);
  const represent = compileRequires(selection.selections, conditions);
  return (entity, representation) => {
    if (!names.has(entity['__typename'] as string)) return true;
    const part = represent(entity);
    if (part) merge(representation, part, conditions);
    return true;
  };
}

/** A field that is missing was nulled with its parent: the entity cannot be represented, and the error is known already. */
function compileField(
  name: string,
  fetchedAs: string,
  selections: QueryPlanSelectionNode[] | undefined,
  conditions: TypeConditions,
): Step {
  const represent = selections ? compileRequires(selections, conditions) : null;
  const inner = (value: unknown): unknown => (represent && value !== null ? represent(value as Data) : value);
  return (entity, representation) => {
    const value = getOwn(entity, fetchedAs);
    if (value === undefined) return false;
    setOwn(representation, name, Array.isArray(value) ? value.map(inner) : inner(value));
    return true;
  };
}
