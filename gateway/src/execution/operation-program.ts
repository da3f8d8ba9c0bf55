import type { PlanNode, QueryPlan } from '@apollo/query-planner';
import {
  type DocumentNode,
  executeSync,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';
import { readConditions } from './conditions.ts';
import type { SourceOf } from './fetch-node.ts';
import type { Data } from './merge.ts';
import type { Renaming } from './rename-fields.ts';
import type { ResultPath } from './result-path.ts';
import { type PlanCompiler, type PlanRun } from './run-plan.ts';
import { compileShape, type Misfit, type ShapeAnswer, type ShapeRun } from './shape-answer.ts';
import { tellSilence } from './silence.ts';
import type { TypeConditions } from './type-conditions.ts';

/** One operation, ready to be run with any of its plans. */
export type OperationProgram = (input: {
  plan: QueryPlan;
  variables: Record<string, unknown>;
  sourceOf: SourceOf;
}) => Promise<Executed>;

export interface Executed {
  data: Data | null;
  errors: readonly GraphQLError[];
  /** where subgraphs sent what does not fit their schema, if nothing else went wrong */
  misfits: readonly Misfit[];
}

export interface ProgramInput {
  /** a valid document of one operation */
  document: DocumentNode;
  /** how its plans name its fields */
  renaming: Renaming | null;
  schema: GraphQLSchema;
  conditions: TypeConditions;
  compilePlan: PlanCompiler;
}

const MOST_SHAPES = 32;

/** Compiles what is the same for every request of an operation. */
export function compileOperation({
  document,
  renaming,
  schema,
  conditions,
  compilePlan,
}: ProgramInput): OperationProgram {
  const operation = document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION)!;
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const each of document.definitions) if (each.kind === Kind.FRAGMENT_DEFINITION) fragments.set(each.name.value, each); // prettier-ignore
  const { defaults, outcomeOf, isTrue } = readConditions(document);
  const shapes = new Map<string, ShapeAnswer>();
  const shapeFor = (variables: Record<string, unknown>): ShapeAnswer => {
    const outcome = outcomeOf(variables);
    const known = shapes.get(outcome);
    if (known) return known;
    const shape = compileShape({ schema, operation, fragments, renaming, conditions, isTrue: (name) => isTrue(outcome, name) }); // prettier-ignore
    if (shapes.size < MOST_SHAPES) shapes.set(outcome, shape);
    return shape;
  };
  const introspect = (field: FieldNode, variables: Record<string, unknown>): unknown =>
    runIntrospection(schema, operation, fragments, field, variables);
  return async ({ plan, variables, sourceOf }) => {
    const run: PlanRun = { variables, defaults, sourceOf, data: {}, errors: [], silences: [] };
    if (plan.node?.kind === 'Subscription') throw new Error('A subscription is run event by event');
    if (plan.node) await compilePlan(plan.node as PlanNode)(run);
    const shaped = shape(shapeFor(variables), run, (field) => introspect(field, variables));
    const errors = renaming ? run.errors.map((error) => placed(error, renaming)) : run.errors;
    const placeOf = renaming?.placeOf ?? ((path: ResultPath) => path);
    for (const silence of run.silences) errors.push(...tellSilence(silence, shaped.data, placeOf));
    return { ...shaped, errors };
  };
}

/** Misfits are looked for again, with their places, only where there are any and nothing else says what went wrong. */
function shape(
  answer: ShapeAnswer,
  { data, errors, silences }: PlanRun,
  introspect: ShapeRun['introspect'],
): Pick<Executed, 'data' | 'misfits'> {
  const run: ShapeRun = { path: null, misfits: [], found: false, introspect };
  const shaped = answer(data, run);
  if (run.found && errors.length + silences.length === 0) answer(data, { ...run, path: [] });
  return { data: shaped, misfits: run.misfits };
}

function placed(error: GraphQLError, renaming: Renaming): GraphQLError {
  if (!error.path) return error;
  return new GraphQLError(error.message, { path: renaming.placeOf(error.path), extensions: error.extensions });
}

function runIntrospection(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  field: FieldNode,
  variables: Record<string, unknown>,
): unknown {
  const alone = { ...operation, selectionSet: { kind: Kind.SELECTION_SET as const, selections: [field] } };
  const document: DocumentNode = { kind: Kind.DOCUMENT, definitions: [alone, ...fragments.values()] };
  const { data } = executeSync({ schema, document, rootValue: {}, variableValues: variables });
  return data?.[(field.alias ?? field.name).value] ?? null;
}
