import { type ConstArgumentNode, type ConstValueNode, getNamedType, getNullableType, type GraphQLField, type GraphQLSchema, isListType, isObjectType, Kind } from 'graphql'; // prettier-ignore

type Field = GraphQLField<unknown, unknown>;
const LONGEST_PAGE = 100;

/**
 * Declares `@listSize` on lists and connections that take `first`, by which the gateway prices operations before they run; a
 * connection's `edges` elsewhere count as the longest page.
 */
export function declarePageSizes(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      if (field.astNode?.directives?.some(({ name }) => name.value === 'listSize')) continue;
      const size = sizeOf(field);
      if (size) declare(field, size);
    }
  }
}

function sizeOf(field: Field): Record<string, ConstValueNode> | null {
  const isList = isListType(getNullableType(field.type));
  const type = getNamedType(field.type);
  if (isList && field.name === 'edges') return { assumedSize: { kind: Kind.INT, value: String(LONGEST_PAGE) } };
  if (!field.args.some(({ name }) => name === 'first')) return null;
  const slicingArguments = listOf('first');
  if (isList) return { slicingArguments };
  return isObjectType(type) && type.getFields().edges ? { slicingArguments, sizedFields: listOf('edges') } : null;
}

function declare(field: Field, size: Record<string, ConstValueNode>): void {
  const nameNode = (value: string) => ({ kind: Kind.NAME as const, value });
  const values: ConstArgumentNode[] = Object.entries(size).map(([name, value]) => ({
    kind: Kind.ARGUMENT,
    name: nameNode(name),
    value,
  }));
  field.astNode = {
    kind: Kind.FIELD_DEFINITION,
    name: nameNode(field.name),
    type: { kind: Kind.NAMED_TYPE, name: nameNode(getNamedType(field.type).name) },
    ...field.astNode,
    directives: [
      ...(field.astNode?.directives ?? []),
      { kind: Kind.DIRECTIVE, name: nameNode('listSize'), arguments: values },
    ],
  };
}

const listOf = (value: string): ConstValueNode => ({ kind: Kind.LIST, values: [{ kind: Kind.STRING, value }] });
