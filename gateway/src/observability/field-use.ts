import { Counter, type Identity, isStaff, type Registry } from '@croupier/kit';
import { type GraphQLSchema, isInterfaceType, isObjectType, TypeInfo, visit, visitWithTypeInfo } from 'graphql';
import type { PreparedOperation } from '../supergraph/prepare-operation.ts';

export const CLIENTS = ['guest', 'player', 'staff', 'partner'] as const;
export type Client = (typeof CLIENTS)[number];

export interface FieldUse {
  /** Counts one execution: whoever skips a field by `@skip` or `@include` is counted as its user. */
  count(prepared: PreparedOperation, identity: Identity): void;
}

export const FIELD_USES = 'gateway_field_uses_total';
const MOST_OPEN = 500;

/**
 * Who still asks for which field, so that a deprecated one can be removed. A request costs one addition: executions are counted by
 * operation, and spread over its fields when the metrics are read (or many operations have gathered). Deprecated fields that
 * nobody asked for are told too, with 0.
 */
export function createFieldUse(metrics: Registry, schema: () => GraphQLSchema): FieldUse {
  const open = new Map<PreparedOperation, Record<Client, number>>();
  const fields = new WeakMap<PreparedOperation, string[]>();
  const uses = new Counter({
    name: FIELD_USES,
    help: 'Executions of operations that ask for a field, by kind of client; every deprecated field, and others once asked for',
    labelNames: ['field', 'deprecated', 'client'],
    registers: [metrics],
    collect: () => {
      const deprecated = deprecatedFields(schema());
      for (const field of deprecated) for (const client of CLIENTS) uses.inc({ field, deprecated: 'yes', client }, 0);
      spread(deprecated);
    },
  });
  const spread = (deprecated: ReadonlySet<string>): void => {
    for (const [prepared, counts] of open) {
      let asked = fields.get(prepared);
      if (!asked) fields.set(prepared, (asked = fieldsOf(prepared)));
      for (const client of CLIENTS) {
        if (counts[client] === 0) continue;
        for (const field of asked)
          uses.inc({ field, deprecated: deprecated.has(field) ? 'yes' : 'no', client }, counts[client]);
      }
    }
    open.clear();
  };
  return {
    count(prepared, identity) {
      let counts = open.get(prepared);
      if (!counts) {
        if (open.size >= MOST_OPEN) spread(deprecatedFields(schema()));
        open.set(prepared, (counts = { guest: 0, player: 0, staff: 0, partner: 0 }));
      }
      counts[clientOf(identity)] += 1;
    },
  };
}

function clientOf(identity: Identity): Client {
  if (identity.kind === 'anonymous') return 'guest';
  if (identity.kind === 'partner') return 'partner';
  return isStaff(identity) ? 'staff' : 'player';
}

/** `Type.field` of each field that is asked for, once. */
function fieldsOf({ document, supergraph: { schema } }: PreparedOperation): string[] {
  const found = new Set<string>();
  const types = new TypeInfo(schema);
  const visitor = {
    Field() {
      const [parent, field] = [types.getParentType(), types.getFieldDef()];
      if (parent && field && !field.name.startsWith('__')) found.add(`${parent.name}.${field.name}`);
    },
  };
  visit(document, visitWithTypeInfo(types, visitor));
  return [...found];
}

function deprecatedFields(schema: GraphQLSchema): Set<string> {
  const found = new Set<string>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!(isObjectType(type) || isInterfaceType(type)) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields()))
      if (field.deprecationReason != null) found.add(`${type.name}.${field.name}`);
  }
  return found;
}
