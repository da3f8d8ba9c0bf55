import { type Schema, Supergraph } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import { type DocumentNode, type GraphQLSchema, Kind, parse, visit } from 'graphql';
import { createPlanCompiler, type PlanCompiler } from '../execution/run-plan.ts';
import type { PlannerNames } from '../execution/rename-fields.ts';
import { ROOTS } from '../execution/root-names.ts';
import { createTypeConditions, type TypeConditions } from '../execution/type-conditions.ts';
import { type CostRules, readCostRules } from '../protection/cost-rules.ts';
import { type AccessRules, readAccessRules, SECURITY_SPEC } from './access-rules.ts';
import { textOf } from './directive-text.ts';
import { createPublicFetches, type PublicFetches } from './public-fetches.ts';
import { type SeparatedSupergraph, separateRequirements } from './separate-requirements.ts';

/** A supergraph in the forms that planning and execution need. Never changed: a new file makes a new one. */
export interface LoadedSupergraph {
  /** the supergraph as it was written, directives included */
  written: DocumentNode;
  /** what callers see */
  schema: GraphQLSchema;
  apiSchema: Schema;
  /** with what only subgraphs see, and the join directives */
  supergraphSchema: GraphQLSchema;
  /** types that conditions let through, by what callers see */
  conditions: TypeConditions;
  /** compiles plans, which know what callers do not see */
  compilePlan: PlanCompiler;
  planner: Pick<QueryPlanner, 'buildQueryPlan'>;
  plannerNames: PlannerNames;
  rules: AccessRules;
  costs: CostRules;
  publicFetches: PublicFetches;
  /** address of each subgraph */
  services: ReadonlyMap<string, string>;
}

export interface LoadOptions {
  /** let root fields without a declared rule through */
  open: boolean;
  /** addresses that go before those in the supergraph, by the subgraph's name */
  urls?: Record<string, string>;
}

/** Builds from SDL. Throws where the text is no Federation 2 supergraph. */
export function loadSupergraph(sdl: string, { open, urls = {} }: LoadOptions): LoadedSupergraph {
  const document = parse(sdl, { noLocation: true });
  refuseOtherRootNames(document);
  const stripped = stripSecurityPurpose(document);
  const supergraph = Supergraph.build(stripped);
  const separated = separateRequirements(stripped);
  const apiSchema = supergraph.apiSchema();
  const schema = apiSchema.toGraphQLJSSchema();
  const supergraphSchema = supergraph.schema.toGraphQLJSSchema();
  const rules = readAccessRules(document, supergraph.schema, { open });
  return {
    written: document,
    schema,
    apiSchema,
    supergraphSchema,
    conditions: createTypeConditions(schema),
    compilePlan: createPlanCompiler(createTypeConditions(supergraphSchema)),
    planner: separated ? createPlanner(separated) : new QueryPlanner(supergraph),
    plannerNames: readPlannerNames(separated?.document ?? document),
    rules,
    costs: readCostRules(document, supergraph.schema),
    publicFetches: createPublicFetches({ written: document, supergraphSchema, rules }),
    services: new Map(supergraph.subgraphsMetadata().map(({ name, url }) => [name, urls[name] ?? url])),
  };
}

/** Apollo's planner looks for roots by these names alone and would leave out all fields of others without a word. */
function refuseOtherRootNames(document: DocumentNode): void {
  visit(document, {
    OperationTypeDefinition({ operation, type: { name } }) {
      if (name.value.toLowerCase() === operation && ROOTS.has(name.value)) return;
      throw new Error(`A supergraph calls its roots ${[...ROOTS].join(', ')}; here ${operation} is ${name.value}`);
    },
  });
}

function createPlanner({ document, translate }: SeparatedSupergraph): LoadedSupergraph['planner'] {
  // As it was written it was valid; here fields may be external that nothing in their copy of a subgraph uses.
  const planner = new QueryPlanner(Supergraph.build(document, { validateSupergraph: false }));
  return { buildQueryPlan: (operation) => translate(planner.buildQueryPlan(operation)) };
}

/** Apollo's JavaScript libraries refuse `for: SECURITY` links that they do not enforce; we enforce them ourselves. */
function stripSecurityPurpose(document: DocumentNode): DocumentNode {
  return visit(document, {
    Directive(node) {
      if (node.name.value !== 'link') return undefined;
      const url = node.arguments?.find((each) => each.name.value === 'url')?.value;
      if (url?.kind !== Kind.STRING || !SECURITY_SPEC.test(url.value)) return false;
      return { ...node, arguments: node.arguments?.filter((each) => each.name.value !== 'for') };
    },
  });
}

/** What the selections of keys and requirements name; more than fields is no harm. */
function readPlannerNames(document: DocumentNode): PlannerNames {
  const all = new Set<string>();
  const withArguments = new Set<string>();
  const requiring = new Set<string>();
  visit(document, {
    FieldDefinition({ name, directives = [] }) {
      if (directives.some((each) => textOf(each, 'requires') !== undefined)) requiring.add(name.value);
    },
    Argument({ name, value }) {
      if (!(name.value === 'key' || name.value === 'requires') || value.kind !== Kind.STRING) return;
      for (const [, each, opens] of value.value.matchAll(/([_A-Za-z]\w*)\s*(\()?/g)) {
        all.add(each!);
        if (opens) withArguments.add(each!);
      }
    },
  });
  return { all, withArguments, requiring };
}
