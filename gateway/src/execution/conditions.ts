import {
  type DocumentNode,
  type FieldNode,
  type FragmentSpreadNode,
  type InlineFragmentNode,
  Kind,
  type SelectionNode,
  valueFromASTUntyped,
  visit,
} from 'graphql';
import { variableOf } from './variable-of.ts';

/** What `@skip` and `@include` ask of a request's variables. */
export interface Conditions {
  variables: readonly string[];
  /** values that the operation gives its variables itself */
  defaults: Record<string, unknown>;
  /** 1 or 0 for each variable */
  outcomeOf(variables: Record<string, unknown>): string;
  /** whether a variable is true in an outcome */
  isTrue(outcome: string, variable: string): boolean;
}

export function readConditions(document: DocumentNode): Conditions {
  const operation = document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION)!;
  const given = (operation.variableDefinitions ?? []).filter(({ defaultValue }) => defaultValue);
  const defaults = Object.fromEntries(
    given.map(({ variable, defaultValue }) => [variable.name.value, valueFromASTUntyped(defaultValue!) as unknown]),
  );
  const names = new Set<string>();
  visit(document, {
    Directive({ name, arguments: values }) {
      if (!isCondition(name.value)) return;
      for (const { value } of values ?? []) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  const variables = [...names];
  return {
    variables,
    defaults,
    outcomeOf: (values) =>
      variables.map((name) => (variableOf({ variables: values, defaults }, name) === true ? '1' : '0')).join(''),
    isTrue: (outcome, name) => outcome[variables.indexOf(name)] === '1',
  };
}

const isCondition = (directive: string): boolean => directive === 'skip' || directive === 'include';

export function isLeftOut(selection: SelectionNode, isTrue: (variable: string) => boolean): boolean {
  return (selection.directives ?? []).some(({ name, arguments: given }) => {
    if (!isCondition(name.value)) return false;
    const value = given?.find((each) => each.name.value === 'if')?.value;
    const holds =
      value?.kind === Kind.VARIABLE ? isTrue(value.name.value) : value?.kind === Kind.BOOLEAN && value.value;
    return holds === (name.value === 'skip');
  });
}

/** Stands where nothing is left to be asked for. */
export const FILLER = 'nothing__left';
const filler: FieldNode = {
  kind: Kind.FIELD,
  alias: { kind: Kind.NAME, value: FILLER },
  name: { kind: Kind.NAME, value: '__typename' },
};

/** The operation without conditions, as it is where they come out like this. */
export function decide(document: DocumentNode, isTrue: (variable: string) => boolean): DocumentNode {
  const keep = <Node extends FieldNode | InlineFragmentNode | FragmentSpreadNode>(node: Node): Node | null =>
    isLeftOut(node, isTrue)
      ? null
      : { ...node, directives: node.directives?.filter(({ name }) => !isCondition(name.value)) };
  return visit(document, {
    Field: keep,
    InlineFragment: keep,
    FragmentSpread: keep,
    SelectionSet: { leave: (set) => (set.selections.length > 0 ? undefined : { ...set, selections: [filler] }) },
  });
}

const MOST_PLANNED = 4;

/**
 * A plan tells a subgraph at once what all fields there require; where one of these is left out, what it requires is not fetched and
 * the others go without an answer. So such operations are planned for each outcome, unless that would be too many. Else null.
 */
export function conditionsOfPlans(document: DocumentNode, requiring: ReadonlySet<string>): Conditions | null {
  const conditions = readConditions(document);
  if (conditions.variables.length === 0 || conditions.variables.length > MOST_PLANNED) return null;
  let isMet = false;
  visit(document, { Field: ({ name }) => void (isMet ||= requiring.has(name.value)) });
  return isMet ? conditions : null;
}
