import type { FieldNode, FragmentDefinitionNode, SelectionSetNode } from 'graphql';
import { isLeftOut } from './conditions.ts';
import { nameInAnswer } from './rename-fields.ts';
import type { TypeConditions } from './type-conditions.ts';

/** What selections are read against. */
export interface Selecting {
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  conditions: TypeConditions;
  /** the value of a variable of @skip or @include */
  isTrue: (variable: string) => boolean;
}

/** The fields that a type has in these selections, by their names in the answer, in the order in which they are first named. */
export function collectFields(
  sets: readonly SelectionSetNode[],
  typename: string,
  selecting: Selecting,
): Map<string, FieldNode[]> {
  const found = new Map<string, FieldNode[]>();
  for (const set of sets) collect(set, typename, selecting, found);
  return found;
}

function collect(set: SelectionSetNode, typename: string, selecting: Selecting, found: Map<string, FieldNode[]>): void {
  for (const selection of set.selections) {
    if (isLeftOut(selection, selecting.isTrue)) continue;
    if (selection.kind === 'Field') {
      const name = nameInAnswer(selection);
      const nodes = found.get(name);
      if (nodes) nodes.push(selection);
      else found.set(name, [selection]);
      continue;
    }
    const fragment = selection.kind === 'FragmentSpread' ? selecting.fragments.get(selection.name.value)! : selection;
    const condition = fragment.typeCondition?.name.value;
    if (!condition || selecting.conditions(condition).has(typename))
      collect(fragment.selectionSet, typename, selecting, found);
  }
}
