import type { Identity } from '@croupier/kit';
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  GraphQLError,
  type GraphQLNamedType,
  type GraphQLSchema,
  isCompositeType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { type AccessRules, judge } from './access-rules.ts';

export interface Refused {
  /** The operation without what is refused; the caller's own one where nothing is. Null where nothing remains to be fetched. */
  document: DocumentNode | null;
  refusals: GraphQLError[];
}

interface Walk {
  schema: GraphQLSchema;
  rules: AccessRules;
  identity: Identity;
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  refusals: GraphQLError[];
}

const MESSAGES = { UNAUTHENTICATED: 'Sign in first', FORBIDDEN: 'This is not allowed to you' };
const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/**
 * Takes out of an operation what this identity may not use, through fragments, interfaces and unions. What remains is planned;
 * the answer is shaped by the caller's own operation, so refused fields come back as null (or null their parent where they may
 * not be null), as in Apollo's Router. The document holds one operation, is valid, and its expansion is bounded (measure-operation.ts).
 */
export function refuseFields(
  document: DocumentNode,
  schema: GraphQLSchema,
  rules: AccessRules,
  identity: Identity,
): Refused {
  const operation = document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION)!;
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const each of document.definitions)
    if (each.kind === Kind.FRAGMENT_DEFINITION) fragments.set(each.name.value, each);
  const walk: Walk = { schema, rules, identity, fragments, refusals: [] };
  const selections = keep(operation.selectionSet, schema.getRootType(operation.operation)!, [], walk);
  if (walk.refusals.length === 0) return { document, refusals: [] };
  if (selections.length === 0) return { document: null, refusals: walk.refusals };
  const remaining: OperationDefinitionNode = { ...operation, selectionSet: { ...operation.selectionSet, selections } };
  return { document: { kind: Kind.DOCUMENT, definitions: [remaining] }, refusals: walk.refusals };
}

/** `path` is null below a list: there the field has many places. */
function keep(set: SelectionSetNode, parent: GraphQLNamedType, path: string[] | null, walk: Walk): SelectionNode[] {
  const kept: SelectionNode[] = [];
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) {
      const field = keepField(selection, parent, path, walk);
      if (field) kept.push(field);
      continue;
    }
    // Named fragments become inline ones: the same fragment may keep more in one place than in another.
    const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? walk.fragments.get(selection.name.value)! : selection;
    const type = fragment.typeCondition ? walk.schema.getType(fragment.typeCondition.name.value)! : parent;
    const selections = keep(fragment.selectionSet, type, path, walk);
    if (selections.length === 0) continue;
    kept.push({
      kind: Kind.INLINE_FRAGMENT,
      typeCondition: fragment.typeCondition,
      directives: selection.directives,
      selectionSet: { kind: Kind.SELECTION_SET, selections },
    });
  }
  return kept;
}

function keepField(node: FieldNode, parent: GraphQLNamedType, path: string[] | null, walk: Walk): FieldNode | null {
  const definition = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[node.name.value] : undefined;
  if (!definition) return node; // __typename, __schema, __type
  const type = getNamedType(definition.type);
  const here = path && [...path, (node.alias ?? node.name).value];
  const code = judge(walk.rules.of(parent.name, node.name.value, type.name), walk.identity);
  if (code) {
    walk.refusals.push(new GraphQLError(MESSAGES[code], { path: here, extensions: { code } }));
    return null;
  }
  if (!node.selectionSet || !isCompositeType(type)) return node;
  const inList = isListType(isNonNullType(definition.type) ? definition.type.ofType : definition.type);
  const selections = keep(node.selectionSet, type, inList ? null : here, walk);
  // The object itself is allowed: it stays, with nothing but its type.
  return {
    ...node,
    selectionSet: { ...node.selectionSet, selections: selections.length > 0 ? selections : [TYPENAME] },
  };
}
