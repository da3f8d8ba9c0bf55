import { operationFromDocument } from '@apollo/federation-internals';
import type { QueryPlan } from '@apollo/query-planner';
import type { Identity } from '@croupier/kit';
import {
  type DocumentNode,
  getOperationAST,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  type OperationTypeNode,
  parse,
  separateOperations,
  validate,
} from 'graphql';
import { type Conditions, conditionsOfPlans, decide } from '../execution/conditions.ts';
import { compileOperation, type OperationProgram } from '../execution/operation-program.ts';
import { findRenaming, type Renaming } from '../execution/rename-fields.ts';
import { LIMITS, measureOperation, refuseManyComments } from '../protection/measure-operation.ts';
import { type OperationPrice, priceOperation } from '../protection/price-operation.ts';
import { withoutRepeats } from '../protection/without-repeats.ts';
import type { LoadedSupergraph } from './load-supergraph.ts';
import { refuseFields } from './refuse-fields.ts';
import { refusal, RequestRefused } from './request-refused.ts';

/** An operation that was parsed, measured and validated once; its plans are made when first needed and kept. */
export interface PreparedOperation {
  supergraph: LoadedSupergraph;
  source: string;
  operationName: string | null;
  kind: OperationTypeNode;
  document: DocumentNode;
  renaming: Renaming | null;
  /** null where plans hold for every outcome of @skip and @include */
  conditions: Conditions | null;
  operation: OperationDefinitionNode;
  program: OperationProgram;
  /** null where nothing is limited */
  price: OperationPrice | null;
  /** by outcome of conditions and class of identity: whoever is refused the same shares a plan */
  plans: Map<string, PlannedOperation>;
  onPlan: (() => void) | undefined;
}

export interface PlannedOperation {
  plan: QueryPlan;
  refusals: readonly GraphQLError[];
}

export interface PrepareOptions {
  /** measures and prices operations */
  limited: boolean;
  /** called for every plan that is made */
  onPlan?: () => void;
}

/** Parses, measures and validates. Throws RequestRefused with Apollo's codes. */
export function prepareOperation(
  supergraph: LoadedSupergraph,
  { source, operationName }: Pick<PreparedOperation, 'source' | 'operationName'>,
  { limited, onPlan }: PrepareOptions,
): PreparedOperation {
  const whole = parseSource(source, limited);
  const operation = getOperationAST(whole, operationName);
  if (!operation) {
    throw refusal(
      'OPERATION_RESOLUTION_FAILURE',
      operationName ? `There is no operation "${operationName}"` : 'operationName must say which operation is meant',
    );
  }
  if (limited) measureOperation(whole, operation);
  // graphql-js has no rule for this: without a root type there is nothing that fields could be checked against
  if (!supergraph.schema.getRootType(operation.operation))
    throw refusal('GRAPHQL_VALIDATION_FAILED', `There is no ${operation.operation} here`);
  const errors = findProblems(supergraph, withoutRepeats(whole));
  if (errors.length > 0) throw new RequestRefused(errors.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED')));
  const document = separateOperations(whole)[operation.name?.value ?? '']!;
  const renaming = findRenaming(document, supergraph.plannerNames);
  return {
    supergraph,
    source,
    operationName,
    kind: operation.operation,
    document,
    renaming,
    conditions: conditionsOfPlans(document, supergraph.plannerNames.requiring),
    operation,
    program: compileOperation({ document, renaming, ...supergraph }),
    price: limited ? priceOperation({ document, operation, ...supergraph }) : null,
    plans: new Map(),
    onPlan,
  };
}

function parseSource(source: string, limited: boolean): DocumentNode {
  if (limited) refuseManyComments(source);
  try {
    return parse(source, limited ? { maxTokens: LIMITS.tokens } : {});
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    if (
      error.message.includes(`more that ${LIMITS.tokens} tokens`) ||
      error.message.includes(`more than ${LIMITS.tokens} tokens`)
    ) {
      throw refusal('QUERY_TOO_COMPLEX', `A document has at most ${LIMITS.tokens} tokens`);
    }
    throw new RequestRefused([withCode(error, 'GRAPHQL_PARSE_FAILED')]);
  }
}

/** graphql-js throws at a variable of @skip or @include at a subscription's root, where GraphQL of September 2025 allows neither. */
function findProblems({ schema }: LoadedSupergraph, document: DocumentNode): readonly GraphQLError[] {
  try {
    return validate(schema, document, undefined, { maxErrors: 20 });
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    throw error;
  }
}

/** Suggestions would tell names to those who may not read the schema. */
function withCode(error: GraphQLError, code: string): GraphQLError {
  const message = error.message.replace(/ ?Did you mean .*\?/s, '');
  return new GraphQLError(message, {
    nodes: error.nodes,
    source: error.source,
    positions: error.positions,
    path: error.path,
    extensions: { code },
  });
}

/** The plan for this identity, without what it is refused. Throws RequestRefused where the planner's own limits are passed. */
export function planFor(
  prepared: PreparedOperation,
  identity: Identity,
  variables: Record<string, unknown>,
): PlannedOperation {
  const outcome = prepared.conditions?.outcomeOf(variables) ?? '';
  const key = `${outcome} ${classOf(identity)}`;
  const known = prepared.plans.get(key);
  if (known) return known;
  const { supergraph } = prepared;
  const { document, refusals } = refuseFields(prepared.document, supergraph.schema, supergraph.rules, identity);
  const sharable =
    refusals.length === 0
      ? [...prepared.plans].find(([each, { refusals: none }]) => none.length === 0 && each.startsWith(`${outcome} `))
      : undefined;
  const planned = { plan: sharable?.[1].plan ?? buildPlan(prepared, document, outcome), refusals };
  prepared.plans.set(key, planned);
  return planned;
}

/** Those of one class are refused the same. */
function classOf(identity: Identity): string {
  if (identity.kind === 'anonymous') return identity.kind;
  return `${identity.kind} ${[...(identity.kind === 'user' ? identity.roles : identity.scopes)].sort().join(' ')}`;
}

function buildPlan(prepared: PreparedOperation, document: DocumentNode | null, outcome: string): QueryPlan {
  if (!document) return { kind: 'QueryPlan' };
  const planned = plannedDocument(prepared, document, outcome);
  if (onlyTypename(planned)) return { kind: 'QueryPlan' };
  const { supergraph, onPlan } = prepared;
  onPlan?.();
  try {
    return supergraph.planner.buildQueryPlan(operationFromDocument(supergraph.apiSchema, planned, { validate: false }));
  } catch (error) {
    if (error instanceof GraphQLError) throw refusal('QUERY_TOO_COMPLEX', error.message);
    throw error;
  }
}

/** What the planner is asked: in it a name means one thing, and all that requires others is asked for. */
export function plannedDocument(
  { renaming, conditions }: Pick<PreparedOperation, 'renaming' | 'conditions'>,
  document: DocumentNode,
  outcome: string,
): DocumentNode {
  const decided = conditions ? decide(document, (name) => conditions.isTrue(outcome, name)) : document;
  return renaming?.rename(decided) ?? decided;
}

function onlyTypename(document: DocumentNode): boolean {
  const operation = document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION);
  return operation!.selectionSet.selections.every(
    (each) => each.kind === Kind.FIELD && each.name.value === '__typename',
  );
}
