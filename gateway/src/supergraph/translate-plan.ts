import type { FetchNode, PlanNode, QueryPlan, QueryPlanSelectionNode, SubscriptionNode } from '@apollo/query-planner';
import { type FieldNode, Kind, parse, print, stripIgnoredCharacters, visit } from 'graphql';

/** What the planner was shown under other names than the subgraphs': fields with their arguments, and copies of subgraphs. */
export interface ShownNames {
  fields: ReadonlyMap<string, FieldNode>;
  services: ReadonlyMap<string, string>;
}

/** A plan in the subgraphs' own words: the fields keep the planner's names as aliases, but where a subgraph is told of them. */
export function translatePlan(plan: QueryPlan, shown: ShownNames): QueryPlan {
  return plan.node ? { ...plan, node: translateNode(plan.node, shown) } : plan;
}

function translateNode<Node extends PlanNode | SubscriptionNode>(node: Node, shown: ShownNames): Node;
function translateNode(node: PlanNode | SubscriptionNode, shown: ShownNames): PlanNode | SubscriptionNode {
  const translated = <Node extends PlanNode | undefined>(each: Node): Node => each && translateNode(each, shown);
  switch (node.kind) {
    case 'Fetch':
      return translateFetch(node, shown);
    case 'Flatten':
      return { ...node, node: translated(node.node) };
    case 'Sequence':
    case 'Parallel':
      return { ...node, nodes: node.nodes.map(translated) };
    case 'Condition':
      return { ...node, ifClause: translated(node.ifClause), elseClause: translated(node.elseClause) };
    case 'Subscription':
      return { ...node, primary: translated(node.primary), rest: translated(node.rest) };
    case 'Defer':
      return node;
  }
}

function translateFetch(node: FetchNode, { fields, services }: ShownNames): FetchNode {
  const asked = visit(parse(node.operation, { noLocation: true }), {
    Field(field) {
      const own = fields.get(field.name.value);
      return own && { ...field, alias: field.alias ?? field.name, name: own.name, arguments: own.arguments };
    },
  });
  return {
    ...node,
    serviceName: services.get(node.serviceName) ?? node.serviceName,
    operation: stripIgnoredCharacters(print(asked)),
    requires: node.requires?.map((each) => translateRequired(each, fields)),
  };
}

function translateRequired(selection: QueryPlanSelectionNode, fields: ShownNames['fields']): QueryPlanSelectionNode {
  if (selection.kind === Kind.INLINE_FRAGMENT)
    return { ...selection, selections: selection.selections.map((each) => translateRequired(each, fields)) };
  const own = fields.get(selection.name);
  const selections = selection.selections?.map((each) => translateRequired(each, fields));
  return own ? { ...selection, alias: selection.name, name: own.name.value, selections } : { ...selection, selections };
}
