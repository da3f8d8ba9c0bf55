import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type IntValueNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { refusal } from '../supergraph/request-refused.ts';

/** interface.md, The door's manners. `fields` bounds what fragments expand to; `nodes` what nested pages may hold. */
export const LIMITS = { depth: 16, aliases: 50, directives: 60, tokens: 1_500, fields: 5_000, nodes: 100_000 };
/** No field has a longer name; graphql would look for a similar one letter by letter. */
const LONGEST_NAME = 255;
const COMMENT_LINE = /^[ \t,\ufeff]*#/gm;

interface Size {
  depth: number;
  aliases: number;
  directives: number;
  fields: number;
  nodes: number;
}

const DEFAULT_PAGE = 20;

/** Comments are no tokens, and are read all the same. Throws RequestRefused (QUERY_TOO_COMPLEX). */
export function refuseManyComments(source: string): void {
  if ((source.match(COMMENT_LINE)?.length ?? 0) > LIMITS.tokens)
    throw refusal('QUERY_TOO_COMPLEX', `A document has at most ${LIMITS.tokens} lines of comments`);
}

/**
 * Refuses operations that would cost too much: counted as if every fragment were written out, each fragment measured once.
 * Runs before validation, whose own cost grows with what is measured here. Throws RequestRefused (QUERY_TOO_COMPLEX;
 * GRAPHQL_VALIDATION_FAILED for a circle of fragments, in which validation compares each with each).
 */
export function measureOperation(document: DocumentNode, operation: OperationDefinitionNode): void {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const each of document.definitions)
    if (each.kind === Kind.FRAGMENT_DEFINITION) fragments.set(each.name.value, each);
  const measured = new Map<string, Size | null>();
  const size = measure(operation.selectionSet, fragments, measured);
  size.directives += operation.directives?.length ?? 0;
  for (const limit of ['depth', 'aliases', 'directives', 'fields', 'nodes'] as const) {
    if (size[limit] > LIMITS[limit])
      throw refusal('QUERY_TOO_COMPLEX', `The operation passes the limit of ${LIMITS[limit]} ${limit}`);
  }
}

function measure(
  set: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  measured: Map<string, Size | null>,
): Size {
  const total: Size = { depth: 0, aliases: 0, directives: 0, fields: 0, nodes: 0 };
  for (const selection of set.selections) {
    total.directives += selection.directives?.length ?? 0;
    if (selection.kind === Kind.FIELD) {
      total.fields += 1;
      if (selection.name.value.length > LONGEST_NAME)
        throw refusal('QUERY_TOO_COMPLEX', `A name has at most ${LONGEST_NAME} characters`);
      if (selection.alias) total.aliases += 1;
      const inner = selection.selectionSet ? measure(selection.selectionSet, fragments, measured) : null;
      if (inner) {
        const first = selection.arguments?.find((each) => each.name.value === 'first')?.value;
        const isPage =
          first !== undefined ||
          selection.selectionSet!.selections.some((each) => each.kind === Kind.FIELD && each.name.value === 'edges');
        // A page's size in a variable counts as the largest that is allowed.
        const times = !isPage
          ? 1
          : first?.kind === Kind.INT
            ? Math.max(1, Number((first as IntValueNode).value))
            : first
              ? 100
              : DEFAULT_PAGE;
        add(total, { ...inner, nodes: times * Math.max(1, inner.nodes) });
      }
      total.depth = Math.max(total.depth, 1 + (inner?.depth ?? 0));
    } else {
      const inner =
        selection.kind === Kind.INLINE_FRAGMENT
          ? measure(selection.selectionSet, fragments, measured)
          : measureFragment(selection.name.value, fragments, measured);
      add(total, inner);
      total.depth = Math.max(total.depth, inner.depth);
    }
  }
  return total;
}

const NOTHING: Size = { depth: 0, aliases: 0, directives: 0, fields: 0, nodes: 0 };

function measureFragment(
  name: string,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  measured: Map<string, Size | null>,
): Size {
  const known = measured.get(name);
  if (known === null) throw refusal('GRAPHQL_VALIDATION_FAILED', `Cannot spread fragment "${name}" within itself.`);
  if (known) return known;
  measured.set(name, null);
  const fragment = fragments.get(name);
  const size = fragment ? measure(fragment.selectionSet, fragments, measured) : NOTHING;
  measured.set(name, size);
  return size;
}

function add(total: Size, more: Size): void {
  total.aliases += more.aliases;
  total.directives += more.directives;
  total.fields += more.fields;
  total.nodes += more.nodes;
}
