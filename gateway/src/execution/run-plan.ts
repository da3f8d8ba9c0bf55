/**
 * Runs Apollo's query plans. What depends on the plan alone is compiled when a node is first met and kept with it; a request only
 * moves data. One executor for queries, mutations and the events of subscriptions.
 */
import type { PlanNode } from '@apollo/query-planner';
import type { GraphQLError } from 'graphql';
import { compileFetch, type SourceOf } from './fetch-node.ts';
import type { Data } from './merge.ts';
import type { ResultPath } from './result-path.ts';
import type { Silence } from './silence.ts';
import type { TypeConditions } from './type-conditions.ts';
import { type Variables, variableOf } from './variable-of.ts';

/** What one execution of a plan has and gathers. */
export interface PlanRun extends Variables {
  sourceOf: SourceOf;
  /** all that was fetched so far */
  data: Data;
  errors: GraphQLError[];
  silences: Silence[];
}

type Step = (run: PlanRun) => Promise<void>;

/** Compiled nodes of one supergraph's plans. */
export type PlanCompiler = (node: PlanNode) => Step;

/** Compiled nodes are kept as long as their plan is. */
export function createPlanCompiler(conditions: TypeConditions): PlanCompiler {
  const compiled = new WeakMap<PlanNode, Step>();
  const stepOf = (node: PlanNode, path: ResultPath): Step => {
    let step = compiled.get(node);
    if (!step) compiled.set(node, (step = compile(node, path)));
    return step;
  };
  const compile = (node: PlanNode, path: ResultPath): Step => {
    switch (node.kind) {
      case 'Fetch':
        return compileFetch(node, path, conditions);
      case 'Flatten':
        return stepOf(node.node, [...path, ...node.path]);
      case 'Sequence':
        return inSequence(node.nodes.map((each) => stepOf(each, path)));
      case 'Parallel':
        return atOnce(node.nodes.map((each) => stepOf(each, path)));
      case 'Condition': {
        const { ifClause, elseClause, condition } = node;
        const [yes, no] = [ifClause, elseClause].map((clause) => (clause ? stepOf(clause, path) : nothing));
        return (run) => (variableOf(run, condition) ? yes! : no!)(run);
      }
      case 'Defer':
        throw new Error('@defer is not served');
    }
  };
  return (node) => stepOf(node, []);
}

const nothing: Step = () => Promise.resolve();

function inSequence(steps: Step[]): Step {
  return async (run) => {
    for (const step of steps) await step(run);
  };
}

function atOnce(steps: Step[]): Step {
  return async (run) => void (await Promise.all(steps.map((step) => step(run))));
}
