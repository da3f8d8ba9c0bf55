import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
} from 'graphql';

/**
 * Whether what a subgraph answers to `fetched` is, byte for byte, an answer to the caller's own operation: the same response names
 * in the same order, through objects and leaves whose meaning nobody has to check. Says no wherever it is not plain.
 */
export function sameShape(
  document: DocumentNode,
  fetched: string,
  schema: GraphQLSchema,
  supergraphSchema: GraphQLSchema,
): boolean {
  const root = schema.getSubscriptionType();
  const theirs = parse(fetched, { noLocation: true });
  if (!root || theirs.definitions.length !== 1) return false;
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const each of document.definitions)
    if (each.kind === Kind.FRAGMENT_DEFINITION) fragments.set(each.name.value, each);
  const own = flatten(operationOf(document).selectionSet, root, fragments);
  const other = flatten(operationOf(theirs).selectionSet, root, new Map());
  if (own?.some(({ name }) => name.value === '__typename')) return false;
  return same(own, other, root, { fragments, isPlainLeaf: leafJudge(supergraphSchema) });
}

interface Walk {
  fragments: Map<string, FragmentDefinitionNode>;
  isPlainLeaf: (type: unknown) => boolean;
}

function same(own: FieldNode[] | null, other: FieldNode[] | null, parent: GraphQLObjectType, walk: Walk): boolean {
  if (!own || !other || own.length !== other.length) return false;
  return own.every((field, index) => {
    const twin = other[index]!;
    if (nameOf(field) !== nameOf(twin) || field.name.value !== twin.name.value) return false;
    if (field.name.value === '__typename') return true;
    const declared = parent.getFields()[field.name.value];
    if (!declared) return false;
    const type = getNamedType(declared.type);
    if (!field.selectionSet || !twin.selectionSet) return walk.isPlainLeaf(type);
    if (!isObjectType(type)) return false;
    const inner = flatten(field.selectionSet, type, walk.fragments);
    return same(inner, flatten(twin.selectionSet, type, new Map()), type, walk);
  });
}

const nameOf = (field: FieldNode): string => (field.alias ?? field.name).value;
const operationOf = (document: DocumentNode): OperationDefinitionNode =>
  document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION)!;

/** The fields of a selection, through fragments of its very type; null where more than that is at work. */
function flatten(
  set: SelectionSetNode,
  parent: GraphQLObjectType,
  fragments: Map<string, FragmentDefinitionNode>,
): FieldNode[] | null {
  const fields: FieldNode[] = [];
  for (const selection of set.selections) {
    if (selection.directives?.length) return null;
    if (selection.kind === Kind.FIELD) {
      const known = fields.find((each) => nameOf(each) === nameOf(selection));
      if (known?.selectionSet) return null;
      if (!known) fields.push(selection);
      continue;
    }
    const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
    if (!fragment || fragment.directives?.length) return null;
    if (fragment.typeCondition && fragment.typeCondition.name.value !== parent.name) return null;
    const inner = flatten(fragment.selectionSet, parent, fragments);
    if (!inner || inner.some((each) => fields.some((known) => nameOf(known) === nameOf(each)))) return null;
    fields.push(...inner);
  }
  return fields;
}

/** An enum that hides values from callers is checked value by value: that is the executor's work. */
function leafJudge(supergraphSchema: GraphQLSchema): (type: unknown) => boolean {
  return (type) => {
    if (isObjectType(type) || isAbstractType(type)) return false;
    if (!isEnumType(type)) return true;
    const whole = supergraphSchema.getType(type.name);
    return isEnumType(whole) && whole.getValues().length === type.getValues().length;
  };
}
