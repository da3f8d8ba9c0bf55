import { type DocumentNode, Kind, type SelectionNode, visit } from 'graphql';

/**
 * The document as validation needs to see it: a bare field that repeats its sibling letter for letter can conflict with nothing
 * new, but graphql compares each with each and gives up at some seven hundred, below the tokens that interface.md lets pass.
 */
export function withoutRepeats(document: DocumentNode): DocumentNode {
  return visit(document, {
    SelectionSet(set) {
      const seen = new Set<string>();
      const isNew = (key: string): boolean => seen.size < seen.add(key).size;
      const selections = set.selections.filter(
        (each) => !isBare(each) || isNew(`${each.alias?.value ?? ''}:${each.name.value}`),
      );
      return selections.length === set.selections.length ? undefined : { ...set, selections };
    },
  });
}

function isBare(selection: SelectionNode): selection is SelectionNode & { kind: Kind.FIELD } {
  if (selection.kind !== Kind.FIELD || selection.selectionSet) return false;
  return !selection.arguments?.length && !selection.directives?.length;
}
