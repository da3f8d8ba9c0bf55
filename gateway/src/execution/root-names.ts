import {
  type DefinitionNode,
  type FragmentDefinitionNode,
  Kind,
  parse,
  print,
  stripIgnoredCharacters,
  visit,
} from 'graphql';

/** A supergraph's names for its roots. */
export const ROOTS: ReadonlySet<string> = new Set(['Query', 'Mutation', 'Subscription']);
const ON_ROOT = /\bon\s+(Query|Mutation|Subscription)\b/;

/** What a plan asks, without the supergraph's names for roots: its fragments carry them, and a subgraph may call its roots otherwise. */
export function withoutRootNames(operation: string): string {
  if (!ON_ROOT.test(operation)) return operation;
  const document = parse(operation, { noLocation: true });
  const ofRoots = new Map(document.definitions.filter(isOfRoot).map((each) => [each.name.value, each]));
  const definitions = document.definitions.filter((each) => !isOfRoot(each));
  const written = visit(
    { ...document, definitions },
    {
      FragmentSpread({ name, directives }) {
        const fragment = ofRoots.get(name.value);
        return fragment && { kind: Kind.INLINE_FRAGMENT, directives, selectionSet: fragment.selectionSet };
      },
      InlineFragment(node) {
        return ROOTS.has(node.typeCondition?.name.value ?? '') ? { ...node, typeCondition: undefined } : undefined;
      },
    },
  );
  return stripIgnoredCharacters(print(written));
}

const isOfRoot = (definition: DefinitionNode): definition is FragmentDefinitionNode =>
  definition.kind === Kind.FRAGMENT_DEFINITION && ROOTS.has(definition.typeCondition.name.value);
