/**
 * What partners see of the graph, decided by tags in the subgraphs' SDL: fields that carry `@tag(name: "public")`, or whose type does,
 * without those that carry `personal`. Root fields say so themselves. What a public field needs (enums, inputs, scalars) comes with it.
 */
import {
  buildASTSchema,
  type DocumentNode,
  type FieldDefinitionNode,
  type GraphQLSchema,
  type InputValueDefinitionNode,
  Kind,
  type NamedTypeNode,
  parse,
  printSchema,
  type TypeNode,
} from 'graphql';
import { createTypeConditions } from '../execution/type-conditions.ts';
import type { LoadedSupergraph } from '../supergraph/load-supergraph.ts';
import { narrowByScopes } from './key-scopes.ts';

interface Marks {
  has(element: string, tag: string): boolean;
  /** asks for a role or for somebody signed in: never public, whatever it carries */
  isGuarded(element: string): boolean;
}

/** The contract of a supergraph's API schema, or null where nothing is public. Throws where a public field needs what is not public. */
export function contractOf(supergraph: DocumentNode, schema: GraphQLSchema): GraphQLSchema | null {
  const marks = readMarks(supergraph);
  const api = parse(printSchema(schema), { noLocation: true });
  const query = schema.getQueryType()?.name ?? 'Query';
  const kept = new Map<string, DocumentNode['definitions'][number]>();
  const definitions = new Map(api.definitions.map((each) => ['name' in each ? each.name?.value : '', each]));
  const waiting = [query];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const definition = definitions.get(name);
    if (kept.has(name) || !definition) continue; // a scalar of GraphQL itself
    if (
      definition.kind !== Kind.OBJECT_TYPE_DEFINITION &&
      definition.kind !== Kind.INTERFACE_TYPE_DEFINITION &&
      definition.kind !== Kind.INPUT_OBJECT_TYPE_DEFINITION
    ) {
      kept.set(name, definition);
      if (definition.kind === Kind.UNION_TYPE_DEFINITION) waiting.push(...(definition.types ?? []).map(nameOf));
      continue;
    }
    const isInput = definition.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION;
    const isWhole = isInput || (name !== query && marks.has(name, 'public'));
    const fields = (definition.fields ?? []).filter((field) => isPublic(`${name}.${field.name.value}`, isWhole, marks));
    if (fields.length === 0) {
      if (name === query) return null;
      throw new Error(`${name} is needed by a public field and has no public field itself`);
    }
    const inner = fields.map((field) => withoutPersonal(field, name, marks));
    waiting.push(...inner.flatMap(typesOf));
    // partners see no interfaces: an implementation may be public where its interface is not
    kept.set(name, {
      ...definition,
      fields: inner,
      ...('interfaces' in definition ? { interfaces: [] } : {}),
    } as never);
  }
  const kinds = [...api.definitions].filter((each) => 'name' in each && kept.has(each.name?.value ?? ''));
  const document = {
    kind: Kind.DOCUMENT as const,
    definitions: kinds.map((each) => kept.get((each as { name: { value: string } }).name.value)!),
  };
  return buildASTSchema(document);
}

const contracts = new WeakMap<LoadedSupergraph, LoadedSupergraph | null>();

/** A supergraph as partners see it: validated and introspected by the contract, planned and fetched as ever. Null: nothing is public. */
export function contractSupergraph(loaded: LoadedSupergraph): LoadedSupergraph | null {
  let contract = contracts.get(loaded);
  if (contract === undefined) {
    const schema = contractOf(loaded.written, loaded.schema);
    const rules = narrowByScopes(loaded.rules, loaded.written);
    contract = schema && { ...loaded, schema, conditions: createTypeConditions(schema), rules };
    contracts.set(loaded, contract);
  }
  return contract;
}

function isPublic(element: string, isWhole: boolean, marks: Marks): boolean {
  if (marks.isGuarded(element) || marks.has(element, 'personal')) return false;
  return isWhole || marks.has(element, 'public');
}

function withoutPersonal<T extends FieldDefinitionNode | InputValueDefinitionNode>(
  field: T,
  type: string,
  marks: Marks,
): T {
  if (!('arguments' in field)) return field;
  const given = field.arguments?.filter(
    (each) => !marks.has(`${type}.${field.name.value}.${each.name.value}`, 'personal'),
  );
  return { ...field, arguments: given };
}

function typesOf(field: FieldDefinitionNode | InputValueDefinitionNode): string[] {
  const given = 'arguments' in field ? (field.arguments ?? []).map(({ type }) => nameOf(type)) : [];
  return [nameOf(field.type), ...given];
}

const nameOf = (type: TypeNode): string =>
  type.kind === Kind.NAMED_TYPE ? (type satisfies NamedTypeNode).name.value : nameOf(type.type);

const GUARDS = ['authenticated', 'requiresScopes'];

function readMarks({ definitions }: DocumentNode): Marks {
  const tags = new Set<string>();
  const guarded = new Set<string>();
  const read = (element: string, { directives = [] }: Pick<FieldDefinitionNode, 'directives'>): void => {
    for (const { name, arguments: given } of directives) {
      const value = given?.find((each) => each.name.value === 'name')?.value;
      if (name.value === 'tag' && value?.kind === Kind.STRING) tags.add(`${element} ${value.value}`);
      if (GUARDS.includes(name.value)) guarded.add(element);
    }
  };
  for (const definition of definitions) {
    if (!('name' in definition) || !definition.name || !('directives' in definition)) continue;
    const type = definition.name.value;
    read(type, definition as Pick<FieldDefinitionNode, 'directives'>);
    for (const field of ('fields' in definition && definition.fields) || []) {
      read(`${type}.${field.name.value}`, field as FieldDefinitionNode);
      for (const each of ('arguments' in field && field.arguments) || [])
        read(`${type}.${field.name.value}.${each.name.value}`, each);
    }
  }
  return { has: (element, tag) => tags.has(`${element} ${tag}`), isGuarded: (element) => guarded.has(element) };
}
