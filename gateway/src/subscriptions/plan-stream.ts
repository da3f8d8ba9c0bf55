import type { FetchNode, QueryPlan, SubscriptionNode } from '@apollo/query-planner';
import { ANONYMOUS } from '@croupier/kit';
import { type ConstDirectiveNode, type GraphQLSchema, GraphQLError, isEnumType, isObjectType, Kind } from 'graphql';
import { withoutRootNames } from '../execution/root-names.ts';
import { textOf } from '../supergraph/directive-text.ts';
import { type PlannedOperation, planFor } from '../supergraph/prepare-operation.ts';
import { RequestRefused } from '../supergraph/request-refused.ts';
import type { OperationRun } from '../supergraph/run-operation.ts';
import { type MarkedOperation, markOperation } from './marks.ts';
import { sameShape } from './same-shape.ts';

/** How one operation of one class of callers is streamed: worked out once, kept with its plan. */
export interface StreamPlan {
  planned: PlannedOperation;
  node: SubscriptionNode;
  /** completes an event: the primary, which is the event, then the rest */
  completion: QueryPlan;
  /** what the subgraph is asked */
  query: string;
  /** null: events carry no mark */
  marked: MarkedOperation | null;
  /** the subgraph's answer goes to the caller as it is */
  passedOn: boolean;
  /** everybody hears the same */
  shared: boolean;
}

/** On a field of Subscription: what it says does not depend on who listens. */
const SHARED_TAG = 'shared';
const plans = new WeakMap<PlannedOperation, StreamPlan>();

/** Throws RequestRefused where the subscription cannot run or its root field is refused. */
export function planStream(run: OperationRun): StreamPlan {
  const planned = planFor(run.prepared, run.caller.identity, run.variables);
  let plan = plans.get(planned);
  if (!plan) plans.set(planned, (plan = makePlan(run, planned)));
  return plan;
}

function makePlan(run: OperationRun, planned: PlannedOperation): StreamPlan {
  const { node } = planned.plan;
  if (node?.kind !== 'Subscription') {
    if (planned.refusals.length > 0) throw new RequestRefused(planned.refusals, 403);
    throw new RequestRefused([
      new GraphQLError('A subscription selects one field of a subgraph', {
        extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
      }),
    ]);
  }
  const { schema, supergraphSchema } = run.prepared.supergraph;
  const { primary } = node;
  const query = withoutRootNames(primary.operation);
  const marked = markOperation(query, schema, (type, field) =>
    resolvesIn(supergraphSchema, primary.serviceName, type, field),
  );
  const plain = !node.rest && planned.refusals.length === 0 && !primary.outputRewrites?.length && !primary.inputRewrites?.length; // prettier-ignore
  return {
    planned,
    node,
    completion: {
      kind: 'QueryPlan',
      node: { kind: 'Sequence', nodes: node.rest ? [primary as FetchNode, node.rest] : [primary as FetchNode] },
    },
    query: marked?.query ?? query,
    marked,
    passedOn: plain && sameShape(run.prepared.document, query, schema, supergraphSchema),
    shared: isShared(run),
  };
}

/** Tagged `shared`, and nothing is selected that asks who listens. */
function isShared(run: OperationRun): boolean {
  const { document, supergraph } = run.prepared;
  const definition = document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION);
  const field = definition?.selectionSet.selections[0];
  if (field?.kind !== Kind.FIELD) return false;
  const root = supergraph.supergraphSchema.getSubscriptionType();
  const tags = directivesNamed(root?.getFields()[field.name.value]?.astNode?.directives, 'tag');
  if (!tags.some((tag) => textOf(tag, 'name') === SHARED_TAG)) return false;
  return planFor(run.prepared, ANONYMOUS, run.variables).refusals.length === 0;
}

/** Whether a subgraph answers this field itself, by the supergraph's join directives. */
function resolvesIn(schema: GraphQLSchema, service: string, typeName: string, fieldName: string): boolean {
  const graphs = schema.getType('join__Graph');
  const type = schema.getType(typeName);
  if (!isEnumType(graphs) || !isObjectType(type)) return false;
  const graph = graphs.getValues().find(({ astNode }) => directivesNamed(astNode?.directives, 'join__graph').some((each) => textOf(each, 'name') === service))?.name; // prettier-ignore
  const owners = directivesNamed(type.astNode?.directives, 'join__type');
  if (graph === undefined || !owners.some((each) => textOf(each, 'graph') === graph)) return false;
  const joins = directivesNamed(type.getFields()[fieldName]?.astNode?.directives, 'join__field');
  if (joins.length === 0) return true;
  return joins.some((each) => textOf(each, 'graph') === graph && each.arguments?.length === 1);
}

const directivesNamed = (all: readonly ConstDirectiveNode[] | undefined, name: string): ConstDirectiveNode[] =>
  (all ?? []).filter((each) => each.name.value === name);
