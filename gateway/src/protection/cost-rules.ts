/** What fields cost, read from the supergraph: `@cost` and `@listSize` (the IBM specification, as federation 2.9 composes it). */
import type { Schema } from '@apollo/federation-internals';
import { type ConstDirectiveNode, type DocumentNode, Kind, valueFromASTUntyped } from 'graphql';

/** How long a list may be. */
export interface ListSize {
  assumedSize: number | null;
  /** arguments of the field that say how long; the greatest counts */
  slicingArguments: readonly string[];
  /** fields of the answer that are the list, where the field itself is none */
  sizedFields: readonly string[];
}

export interface CostRules {
  /** by `Type.field`, `Type.field(argument:)` or `Type` */
  weights: ReadonlyMap<string, number>;
  /** by `Type.field` */
  listSizes: ReadonlyMap<string, ListSize>;
}

/** Reads the rules; a supergraph without them has none. */
export function readCostRules(supergraph: DocumentNode, schema: Schema): CostRules {
  const { cost, listSize } = directiveNames(schema);
  const weights = new Map<string, number>();
  const listSizes = new Map<string, ListSize>();
  const weigh = (key: string, directives: readonly ConstDirectiveNode[] | undefined): void => {
    const weight = argumentsOf(directives, cost)?.weight;
    if (weight !== undefined) weights.set(key, Number(weight));
  };
  for (const definition of supergraph.definitions) {
    if (!('name' in definition) || !definition.name || !('directives' in definition)) continue;
    const typeName = definition.name.value;
    weigh(typeName, definition.directives as readonly ConstDirectiveNode[]);
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    for (const field of definition.fields ?? []) {
      const key = `${typeName}.${field.name.value}`;
      weigh(key, field.directives);
      for (const each of field.arguments ?? []) weigh(`${key}(${each.name.value}:)`, each.directives);
      const size = argumentsOf(field.directives, listSize);
      if (size) listSizes.set(key, toListSize(size));
    }
  }
  return { weights, listSizes };
}

function toListSize({ assumedSize, slicingArguments, sizedFields }: Record<string, unknown>): ListSize {
  return {
    assumedSize: typeof assumedSize === 'number' ? assumedSize : null,
    slicingArguments: (slicingArguments as string[] | undefined) ?? [],
    sizedFields: (sizedFields as string[] | undefined) ?? [],
  };
}

function argumentsOf(
  directives: readonly ConstDirectiveNode[] | undefined,
  name: string,
): Record<string, unknown> | null {
  const directive = directives?.find((each) => each.name.value === name);
  if (!directive) return null;
  return Object.fromEntries(
    (directive.arguments ?? []).map((each) => [each.name.value, valueFromASTUntyped(each.value)]),
  );
}

/** The names that the directives have here: links may rename them. */
function directiveNames({ coreFeatures }: Schema): { cost: string; listSize: string } {
  const feature = coreFeatures?.getByIdentity('https://specs.apollo.dev/cost');
  return {
    cost: feature?.directiveNameInSchema('cost') ?? 'cost',
    listSize: feature?.directiveNameInSchema('listSize') ?? 'listSize',
  };
}
