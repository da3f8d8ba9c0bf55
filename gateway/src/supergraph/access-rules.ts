/**
 * Who may use which field, read from the supergraph: `@authenticated`, `@requiresScopes`, `@policy` (Apollo's Router enforces
 * them, @apollo/gateway refuses to load them). We read them here, strip their purpose (strip-security.ts) and enforce them
 * before execution (refuse-fields.ts).
 */
import type { Schema } from '@apollo/federation-internals';
import type { Identity } from '@croupier/kit';
import { type ConstDirectiveNode, type DocumentNode, Kind, valueFromASTUntyped } from 'graphql';

/**
 * All of a field's rules must hold. Lists of lists are Apollo's form: one of the inner lists, and of that list everything. `key` asks
 * partners' keys for one of these scopes; a key that names none of the `known` ones is not narrowed.
 */
export type Rule =
  | { kind: 'authenticated' }
  | { kind: 'scopes' | 'policies'; anyOf: string[][] }
  | { kind: 'key'; anyOf: string[]; known: ReadonlySet<string> }
  | { kind: 'undeclared' };

export interface AccessRules {
  /** Rules of a field, its type's and its parent's included; for a field of an interface, those of every implementation too. */
  of(typeName: string, fieldName: string, returnType: string): readonly Rule[];
}

const NO_RULES: readonly Rule[] = [];
const UNDECLARED: readonly Rule[] = [{ kind: 'undeclared' }];
type Spec = 'authenticated' | 'requiresScopes' | 'policy';
export const SECURITY_SPEC = /\/(authenticated|requiresScopes|policy)\/v[\d.]+\/?$/;

/** With `open`, root fields without a declared rule are let through; else they are refused to all. */
export function readAccessRules(supergraph: DocumentNode, schema: Schema, { open }: { open: boolean }): AccessRules {
  const names = directiveNames(schema);
  const rules = new Map<string, Rule[]>();
  const implementations = new Map<string, string[]>();
  for (const definition of supergraph.definitions) {
    if (!('name' in definition) || !definition.name || !('directives' in definition)) continue;
    const typeName = definition.name.value;
    remember(rules, typeName, rulesOf(definition.directives as ConstDirectiveNode[] | undefined, names));
    if (definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.INTERFACE_TYPE_DEFINITION) {
      for (const field of definition.fields ?? []) {
        remember(rules, `${typeName}.${field.name.value}`, rulesOf(field.directives, names));
      }
      for (const parent of definition.interfaces ?? []) {
        implementations.set(parent.name.value, [...(implementations.get(parent.name.value) ?? []), typeName]);
      }
    }
  }
  const roots = rootTypes(supergraph);
  const own = (typeName: string, fieldName: string): Rule[] => [
    ...(rules.get(typeName) ?? []),
    ...(rules.get(`${typeName}.${fieldName}`) ?? []),
  ];
  const known = new Map<string, readonly Rule[]>();
  const find = (typeName: string, fieldName: string, returnType: string): readonly Rule[] => {
    const found = [...own(typeName, fieldName), ...(rules.get(returnType) ?? [])];
    for (const name of implementations.get(typeName) ?? []) found.push(...own(name, fieldName));
    if (found.length > 0) return found;
    return roots.has(typeName) && !open ? UNDECLARED : NO_RULES;
  };
  return {
    of(typeName, fieldName, returnType) {
      const key = `${typeName}.${fieldName}`;
      let answer = known.get(key);
      if (!answer) known.set(key, (answer = find(typeName, fieldName, returnType)));
      return answer;
    },
  };
}

/** Whether an identity may: null, or the code of the refusal. */
export function judge(rules: readonly Rule[], identity: Identity): 'UNAUTHENTICATED' | 'FORBIDDEN' | null {
  for (const rule of rules) {
    if (holds(rule, identity)) continue;
    return identity.kind === 'anonymous' ? 'UNAUTHENTICATED' : 'FORBIDDEN';
  }
  return null;
}

function holds(rule: Rule, identity: Identity): boolean {
  switch (rule.kind) {
    case 'undeclared':
      return false;
    case 'authenticated':
      return identity.kind === 'user';
    case 'scopes':
      return (
        identity.kind === 'user' &&
        rule.anyOf.some((all) => all.every((scope) => identity.roles.some((role) => `role:${role}` === scope)))
      );
    case 'key':
      if (identity.kind !== 'partner' || !identity.scopes.some((scope) => rule.known.has(scope))) return true;
      return rule.anyOf.some((scope) => identity.scopes.includes(scope));
    case 'policies':
      return rule.anyOf.some((all) => all.every((policy) => policy === 'anyone'));
  }
}

function remember(rules: Map<string, Rule[]>, key: string, found: Rule[]): void {
  if (found.length > 0) rules.set(key, found);
}

function rulesOf(directives: readonly ConstDirectiveNode[] | undefined, names: Record<Spec, string>): Rule[] {
  const rules: Rule[] = [];
  for (const directive of directives ?? []) {
    const argument = (name: string): string[][] => {
      const value = directive.arguments?.find((each) => each.name.value === name)?.value;
      return value ? (valueFromASTUntyped(value) as string[][]) : [];
    };
    if (directive.name.value === names.authenticated) rules.push({ kind: 'authenticated' });
    if (directive.name.value === names.requiresScopes) rules.push({ kind: 'scopes', anyOf: argument('scopes') });
    if (directive.name.value === names.policy) rules.push({ kind: 'policies', anyOf: argument('policies') });
  }
  return rules;
}

/** The names that the directives have here: links may rename them. */
function directiveNames({ coreFeatures }: Schema): Record<Spec, string> {
  const nameOf = (spec: Spec): string =>
    coreFeatures?.getByIdentity(`https://specs.apollo.dev/${spec}`)?.directiveNameInSchema(spec) ?? spec;
  return { authenticated: nameOf('authenticated'), requiresScopes: nameOf('requiresScopes'), policy: nameOf('policy') };
}

function rootTypes(supergraph: DocumentNode): Set<string> {
  const names = new Set<string>();
  for (const definition of supergraph.definitions) {
    if (definition.kind !== Kind.SCHEMA_DEFINITION) continue;
    for (const operation of definition.operationTypes) names.add(operation.type.name.value);
  }
  return names.size > 0 ? names : new Set(['Query', 'Mutation', 'Subscription']);
}
