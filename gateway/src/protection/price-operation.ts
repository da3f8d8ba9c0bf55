import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  getNullableType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionSetNode,
  valueFromASTUntyped,
} from 'graphql';
import type { CostRules } from './cost-rules.ts';

/** The most that an operation may cost with these variables, in objects that it may answer with (and what `@cost` adds). */
export type OperationPrice = (variables: Record<string, unknown>) => number;

/** Of a list that declares nothing. */
const ASSUMED_SIZE = 10;
/** Of a page whose size nobody can tell: the longest page. */
const LONGEST_PAGE = 100;
const MUTATION_WEIGHT = 10;

export interface Priced {
  document: DocumentNode;
  operation: OperationDefinitionNode;
  schema: GraphQLSchema;
  costs: CostRules;
}

/**
 * Prices a valid operation before it runs: an object costs 1 and a leaf 0 unless `@cost` says otherwise, a list as many times as
 * `@listSize` lets it be long, a mutation 10 more. Introspection costs nothing. Fragments on different types are added up: the
 * price is a bound, not a guess. Without variables in page sizes it is worked out once.
 */
export function priceOperation(priced: Priced): OperationPrice {
  const { operation, schema } = priced;
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const each of priced.document.definitions)
    if (each.kind === Kind.FRAGMENT_DEFINITION) fragments.set(each.name.value, each);
  const reading: Reading = { ...priced, fragments, defaults: new Map(), usesVariables: false };
  for (const each of operation.variableDefinitions ?? [])
    if (each.defaultValue) reading.defaults.set(each.variable.name.value, valueFromASTUntyped(each.defaultValue));
  const root = schema.getRootType(operation.operation)!;
  const base = (operation.operation === OperationTypeNode.MUTATION ? MUTATION_WEIGHT : 0) * rootFields(operation);
  const price = (variables: Record<string, unknown>): number =>
    base + priceOfSet(operation.selectionSet, root, NO_SIZES, { ...reading, variables });
  const probe = { ...reading, variables: {} };
  const constant = base + priceOfSet(operation.selectionSet, root, NO_SIZES, probe);
  return probe.usesVariables ? price : () => constant;
}

interface Reading extends Priced {
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  defaults: Map<string, unknown>;
  usesVariables: boolean;
}
type Pricing = Reading & { variables: Record<string, unknown> };
/** how long the lists are that the parent's `@listSize` names, by field */
type Sizes = ReadonlyMap<string, number>;
const NO_SIZES: Sizes = new Map();

const rootFields = ({ selectionSet }: OperationDefinitionNode): number => selectionSet.selections.length;

function priceOfSet(set: SelectionSetNode, type: GraphQLNamedType, sizes: Sizes, pricing: Pricing): number {
  let sum = 0;
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) {
      sum += priceOfField(selection, type, sizes, pricing);
      continue;
    }
    const within = selection.kind === Kind.INLINE_FRAGMENT ? selection : pricing.fragments.get(selection.name.value);
    if (!within) continue;
    const condition = within.typeCondition?.name.value;
    const inner = condition ? (pricing.schema.getType(condition) ?? type) : type;
    sum += priceOfSet(within.selectionSet, inner, sizes, pricing);
  }
  return sum;
}

function priceOfField(node: FieldNode, parent: GraphQLNamedType, sizes: Sizes, pricing: Pricing): number {
  const name = node.name.value;
  if (name.startsWith('__') || !(isObjectType(parent) || isInterfaceType(parent))) return 0;
  const field = parent.getFields()[name];
  if (!field) return 0;
  const key = `${parent.name}.${name}`;
  const { weights, listSizes } = pricing.costs;
  const type = getNamedType(field.type);
  const listSize = listSizes.get(key);
  const length = listSize ? lengthOf(node, field, listSize, pricing) : null;
  const isList = isListType(getNullableType(field.type));
  const times = isList ? (sizes.get(name) ?? length ?? ASSUMED_SIZE) : 1;
  const innerSizes =
    listSize && length !== null && !isList
      ? new Map(listSize.sizedFields.map((each) => [each, length] as const))
      : NO_SIZES;
  const own = weights.get(key) ?? weights.get(type.name) ?? (isCompositeType(type) ? 1 : 0);
  const inner = node.selectionSet ? priceOfSet(node.selectionSet, type, innerSizes, pricing) : 0;
  let ofArguments = 0;
  for (const each of node.arguments ?? []) ofArguments += weights.get(`${key}(${each.name.value}:)`) ?? 0;
  return ofArguments + times * (own + inner);
}

/** The greatest of the slicing arguments: as given, as the operation or the schema defaults it; else what is assumed. */
function lengthOf(
  node: FieldNode,
  field: GraphQLField<unknown, unknown>,
  { slicingArguments, assumedSize }: { slicingArguments: readonly string[]; assumedSize: number | null },
  pricing: Pricing,
): number {
  let greatest: number | null = null;
  for (const name of slicingArguments) {
    const given = node.arguments?.find((each) => each.name.value === name)?.value;
    let value: unknown;
    if (given?.kind === Kind.VARIABLE) {
      pricing.usesVariables = true;
      value = pricing.variables[given.name.value] ?? pricing.defaults.get(given.name.value) ?? LONGEST_PAGE;
    } else if (given) value = valueFromASTUntyped(given);
    else value = field.args.find((each) => each.name === name)?.defaultValue;
    if (value === undefined || value === null) continue;
    const length = typeof value === 'number' && Number.isInteger(value) ? Math.max(0, value) : LONGEST_PAGE;
    greatest = Math.max(greatest ?? 0, length);
  }
  return greatest ?? assumedSize ?? ASSUMED_SIZE;
}
