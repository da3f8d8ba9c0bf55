/** What a partner's key reads of the contract: `@tag(name: "scope/catalogue")` on a field asks for the scope `catalogue`. */
import { type DocumentNode, Kind } from 'graphql';
import type { AccessRules, Rule } from '../supergraph/access-rules.ts';

const SCOPE_TAG = 'scope/';

/** Adds to the rules of a supergraph what its tags ask of keys. */
export function narrowByScopes(rules: AccessRules, supergraph: DocumentNode): AccessRules {
  const scopes = readScopes(supergraph);
  const known = new Set([...scopes.values()].flat());
  const added = new Map([...scopes].map(([field, anyOf]): [string, Rule] => [field, { kind: 'key', anyOf, known }]));
  return {
    of(typeName, fieldName, returnType) {
      const found = rules.of(typeName, fieldName, returnType);
      const rule = added.get(`${typeName}.${fieldName}`);
      return rule ? [...found, rule] : found;
    },
  };
}

/** Scopes by field, as in `Query.games`; one of a field's scopes is enough. */
function readScopes({ definitions }: DocumentNode): Map<string, string[]> {
  const scopes = new Map<string, string[]>();
  for (const definition of definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
    for (const field of definition.fields ?? []) {
      const tags = (field.directives ?? []).flatMap(({ name, arguments: given = [] }) =>
        name.value === 'tag' ? given.map(({ value }) => (value.kind === Kind.STRING ? value.value : '')) : [],
      );
      const found = tags.filter((tag) => tag.startsWith(SCOPE_TAG)).map((tag) => tag.slice(SCOPE_TAG.length));
      if (found.length > 0) scopes.set(`${definition.name.value}.${field.name.value}`, found);
    }
  }
  return scopes;
}
