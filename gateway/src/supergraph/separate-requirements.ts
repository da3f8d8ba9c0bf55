/**
 * Fields that `@require` another with different arguments. Apollo's planner fetches it under one name for all of them, so that one
 * would be told what was fetched for the other. It is shown a supergraph in which each such requirement is a field of its own, and in
 * which a subgraph that has several stands several times; its plans are put back into the subgraphs' own words.
 */
import type { QueryPlan } from '@apollo/query-planner';
import {
  type ASTNode,
  type ConstDirectiveNode,
  type DirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type FieldNode,
  Kind,
  parse,
  print,
  visit,
} from 'graphql';
import { textOf } from './directive-text.ts';
import { translatePlan } from './translate-plan.ts';

export interface SeparatedSupergraph {
  document: DocumentNode;
  /** a plan in the subgraphs' own words */
  translate(plan: QueryPlan): QueryPlan;
}

/** By names that are made for them: fields with the arguments that somebody requires. */
type NeededFields = ReadonlyMap<string, FieldNode>;

/** Null where no requirement is in another's way. */
export function separateRequirements(document: DocumentNode): SeparatedSupergraph | null {
  const fields = contestedFields(document);
  if (fields.size === 0) return null;
  const withNeeded = (field: FieldDefinitionNode): FieldDefinitionNode[] => [
    field,
    ...[...fields].filter(([, { name }]) => name.value === field.name.value).map(([name]) => ({ ...field, name: nameNode(name), arguments: [] })), // prettier-ignore
  ];
  const shown = visit(document, {
    Directive: (node) => withText(node, 'requires', requirementFrom(textOf(node, 'requires'), fields)),
    ObjectTypeDefinition: { leave: (node) => ({ ...node, fields: node.fields?.flatMap(withNeeded) }) },
    InterfaceTypeDefinition: { leave: (node) => ({ ...node, fields: node.fields?.flatMap(withNeeded) }) },
  });
  const services = new Map<string, string>();
  return {
    document: withCopies(shown, fields, services),
    translate: (plan) => translatePlan(plan, { fields, services }),
  };
}

const nameNode = (value: string) => ({ kind: Kind.NAME as const, value });
const selectionOf = (text: string): DocumentNode => parse(`{ ${text} }`, { noLocation: true });
const alone = (field: FieldNode): FieldNode => ({ ...field, selectionSet: undefined });

/** Fields that are required with different arguments, once for each. */
function contestedFields(document: DocumentNode): NeededFields {
  const found = new Map<string, Map<string, FieldNode>>();
  const add = (field: FieldNode): void => {
    const variants = found.get(field.name.value) ?? new Map<string, FieldNode>();
    found.set(field.name.value, variants.set(print(alone(field)), alone(field)));
  };
  visit(document, {
    Directive: (node) => void visit(selectionOf(textOf(node, 'requires') ?? '__typename'), { Field: add }),
  });
  const contested = [...found.values()].filter(({ size }) => size > 1).flatMap((each) => [...each.values()]);
  return new Map(contested.map((node, index) => [`${node.name.value}__needed${index}`, node]));
}

/** The selection with the names that were made. */
function requirementFrom(text: string | undefined, fields: NeededFields): string | undefined {
  if (text === undefined) return undefined;
  const names = new Map([...fields].map(([name, node]) => [print(node), name]));
  const changed = visit(selectionOf(text), {
    Field(node) {
      const name = names.get(print(alone(node)));
      return name === undefined ? undefined : { ...node, name: nameNode(name), arguments: [] };
    },
  });
  return print(changed).slice(1, -2);
}

/** The directive with another text, itself where there is none. */
function withText<Node extends DirectiveNode>(directive: Node, argument: string, value: string | undefined): Node {
  if (value === undefined) return directive;
  const changed = directive.arguments?.map((each) => each.name.value === argument ? { ...each, value: { ...each.value, value } } : each); // prettier-ignore
  return { ...directive, arguments: changed };
}

/**
 * A planner asks a subgraph for all that it resolves of an entity at once, and a subgraph can be told a field's value only once: fields
 * whose requirements are in each other's way are shared out to copies of their subgraph. `services` learns whose copies they are.
 */
function withCopies(document: DocumentNode, fields: NeededFields, services: Map<string, string>): DocumentNode {
  const { places, counts } = shareOut(document, fields);
  const copied = (directive: ConstDirectiveNode): ConstDirectiveNode[] => {
    const graph = textOf(directive, 'graph');
    const count = graph === undefined ? undefined : counts.get(graph);
    if (count === undefined) return [directive];
    const place = places.get(directive);
    const wanted = place === undefined ? Array.from({ length: count }, (_, index) => index) : [place];
    return wanted.map((index) => withText(directive, 'graph', copyName(graph!, index)));
  };
  return visit(document, {
    leave(node: ASTNode) {
      if (node.kind === Kind.ENUM_TYPE_DEFINITION) {
        const values = node.values?.flatMap((value) => {
          const [graph] = value.directives ?? [];
          const service = graph && textOf(graph, 'url') !== undefined ? textOf(graph, 'name') : undefined;
          const copies = service === undefined ? 1 : (counts.get(value.name.value) ?? 1);
          return Array.from({ length: copies }, (_, index) => {
            if (service === undefined || index === 0) return value;
            services.set(copyName(service, index), service);
            const directives = value.directives!.map((each) => withText(each, 'name', copyName(service, index)));
            return { ...value, name: nameNode(copyName(value.name.value, index)), directives };
          });
        });
        return { ...node, values, directives: node.directives?.flatMap(copied) };
      }
      if (!('directives' in node) || !node.directives?.length) return undefined;
      return { ...node, directives: (node.directives as ConstDirectiveNode[]).flatMap(copied) };
    },
  });
}

const copyName = (name: string, index: number): string => (index === 0 ? name : `${name}__copy${index}`);

/** Which copy of its subgraph resolves what has requirements, and how many copies there are of each. */
function shareOut(document: DocumentNode, fields: NeededFields) {
  const places = new Map<ConstDirectiveNode, number>();
  const told = new Map<string, Map<string, string>[]>();
  visit(document, {
    Directive(node) {
      const [graph, text] = [textOf(node, 'graph'), textOf(node, 'requires')];
      if (graph === undefined || text === undefined) return;
      const needs: [field: string, name: string][] = [];
      visit(selectionOf(text), { Field: ({ name }) => void (fields.has(name.value) && needs.push([fields.get(name.value)!.name.value, name.value])) }); // prettier-ignore
      const copies = told.get(graph) ?? [];
      told.set(graph, copies);
      let place = copies.findIndex((copy) => needs.every(([field, name]) => (copy.get(field) ?? name) === name));
      if (place < 0) place = copies.push(new Map()) - 1;
      for (const [field, name] of needs) copies[place]!.set(field, name);
      places.set(node as ConstDirectiveNode, place);
    },
  });
  return { places, counts: new Map([...told].map(([graph, copies]) => [graph, copies.length])) };
}
