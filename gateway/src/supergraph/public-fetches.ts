/**
 * Which fetches anybody may share for a while, by `@cacheControl` in the subgraphs' SDL. A root field says for how long; what is below it
 * inherits that, or says less. One field or argument that asks who the caller is (a rule, `@tag(name: "personal")`, PRIVATE) and the whole
 * fetch is nobody else's.
 */
import type { FetchNode, PlanNode, QueryPlan } from '@apollo/query-planner';
import { ANONYMOUS } from '@croupier/kit';
import {
  type ASTVisitor,
  BREAK,
  type ConstDirectiveNode,
  type DocumentNode,
  getNamedType,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputObjectType,
  isObjectType,
  Kind,
  parse,
  TypeInfo,
  valueFromASTUntyped,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { type AccessRules, judge } from './access-rules.ts';

export interface PublicFetches {
  /** Seconds for which the fetch's answer may be shared; 0: not at all. */
  maxAgeOf(node: FetchNode, variables: Record<string, unknown>): number;
  /** The same of an answer that all fetches of a plan make together. */
  maxAgeOfPlan(plan: QueryPlan, variables: Record<string, unknown>): number;
}

interface Policy {
  maxAge: number;
  /** variables that may hold something personal */
  doubtful: [name: string, type: GraphQLInputType][];
}

interface Parts {
  written: DocumentNode;
  supergraphSchema: GraphQLSchema;
  rules: AccessRules;
}

const NEVER: Policy = { maxAge: 0, doubtful: [] };

export function createPublicFetches(parts: Parts): PublicFetches {
  const marks = readMarks(parts.written);
  const policies = new WeakMap<FetchNode, Policy>();
  const policyOf = (node: FetchNode): Policy => {
    let policy = policies.get(node);
    if (!policy)
      policies.set(
        node,
        (policy = node.operationKind === 'query' && !node.requires ? judgeFetch(node, parts, marks) : NEVER),
      );
    return policy;
  };
  const maxAgeOf: PublicFetches['maxAgeOf'] = (node, variables) => {
    const { maxAge, doubtful } = policyOf(node);
    return doubtful.some(([name, type]) => isPersonal(variables[name], type, marks)) ? 0 : maxAge;
  };
  return {
    maxAgeOf,
    maxAgeOfPlan(plan, variables) {
      const ages = fetchesOf(plan.node as PlanNode | undefined).map((node) => (node ? maxAgeOf(node, variables) : 0));
      return ages.length === 0 ? 0 : Math.min(...ages);
    },
  };
}

/** Null stands for a node that is not looked into. */
function fetchesOf(node: PlanNode | undefined): (FetchNode | null)[] {
  if (node?.kind === 'Fetch') return [node];
  if (node?.kind === 'Sequence' || node?.kind === 'Parallel') return node.nodes.flatMap(fetchesOf);
  if (node?.kind === 'Flatten') return fetchesOf(node.node);
  if (node?.kind === 'Condition') return [node.ifClause, node.elseClause].flatMap(fetchesOf);
  return node ? [null] : [];
}

function judgeFetch(node: FetchNode, { supergraphSchema: schema, rules }: Parts, marks: Marks): Policy {
  const types = new TypeInfo(schema);
  const policy: Policy = { maxAge: Infinity, doubtful: [] };
  const never = (): typeof BREAK => ((policy.maxAge = 0), BREAK);
  const visitor: ASTVisitor = {
    Field({ name }) {
      const [parent, field] = [types.getParentType(), types.getFieldDef()];
      if (name.value === '__typename') return undefined;
      if (!isObjectType(parent) || !field) return never();
      const [key, type] = [`${parent.name}.${name.value}`, getNamedType(field.type).name];
      const hint = marks.maxAges.get(key) ?? marks.maxAges.get(type);
      const isRoot = parent === schema.getQueryType();
      if (marks.personal.has(key) || (hint ?? (isRoot ? 0 : 1)) <= 0) return never();
      if (judge(rules.of(parent.name, name.value, type), ANONYMOUS)) return never();
      policy.maxAge = Math.min(policy.maxAge, hint ?? Infinity);
      return undefined;
    },
    Argument({ name }) {
      return marks.personal.has(`${types.getParentType()?.name}.${types.getFieldDef()?.name}.${name.value}`) ? never() : undefined; // prettier-ignore
    },
    ObjectField({ name }) {
      const input = getNamedType(types.getParentInputType());
      return input && marks.personal.has(`${input.name}.${name.value}`) ? never() : undefined;
    },
    VariableDefinition({ variable, defaultValue }) {
      const type = types.getInputType();
      if (!type || defaultValue?.kind === Kind.OBJECT) return never();
      if (isInputObjectType(getNamedType(type))) policy.doubtful.push([variable.name.value, type]);
      return undefined;
    },
  };
  visit(parse(node.operation, { noLocation: true }), visitWithTypeInfo(types, visitor));
  return Number.isFinite(policy.maxAge) && policy.maxAge > 0 ? policy : NEVER;
}

/** Whether a value of an input says something that is personal. */
function isPersonal(value: unknown, type: GraphQLInputType, marks: Marks): boolean {
  const input = getNamedType(type);
  if (!isInputObjectType(input) || typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some((each) => isPersonal(each, type, marks));
  return Object.entries(value).some(([name, inner]) => {
    const field = input.getFields()[name];
    if (inner == null || !field) return false;
    return marks.personal.has(`${input.name}.${name}`) || isPersonal(inner, field.type, marks);
  });
}

interface Marks {
  /** seconds by `Type` or `Type.field`; 0 for PRIVATE */
  maxAges: ReadonlyMap<string, number>;
  /** `Type.field` or `Type.field.argument` */
  personal: ReadonlySet<string>;
}

function readMarks({ definitions }: DocumentNode): Marks {
  const maxAges = new Map<string, number>();
  const personal = new Set<string>();
  const read = (key: string, directives: readonly ConstDirectiveNode[] = []): void => {
    for (const { name, arguments: given = [] } of directives) {
      const values = Object.fromEntries(given.map((each) => [each.name.value, valueFromASTUntyped(each.value)]));
      if (name.value === 'tag' && values.name === 'personal') personal.add(key);
      if (name.value === 'cacheControl') maxAges.set(key, values.scope === 'PRIVATE' ? 0 : Number(values.maxAge ?? 0));
    }
  };
  for (const definition of definitions) {
    if (!('fields' in definition)) continue;
    const type = definition.name.value;
    read(type, definition.directives);
    for (const field of definition.fields ?? []) {
      read(`${type}.${field.name.value}`, field.directives);
      for (const each of ('arguments' in field && field.arguments) || [])
        read(`${type}.${field.name.value}.${each.name.value}`, each.directives);
    }
  }
  return { maxAges, personal };
}
