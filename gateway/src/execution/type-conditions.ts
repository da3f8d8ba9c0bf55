import { type GraphQLSchema, isAbstractType, isInterfaceType } from 'graphql';

/** The names of the types that a type condition lets through, the interfaces under it included. */
export type TypeConditions = (condition: string) => ReadonlySet<string>;

/** Looks conditions up in a schema, each type's once: a subgraph may send any name. */
export function createTypeConditions(schema: GraphQLSchema): TypeConditions {
  const known = new Map<string, ReadonlySet<string>>();
  return (condition) => {
    let names = known.get(condition);
    if (names) return names;
    names = findNames(schema, condition);
    if (schema.getType(condition)) known.set(condition, names);
    return names;
  };
}

function findNames(schema: GraphQLSchema, condition: string): ReadonlySet<string> {
  const names = new Set([condition]);
  const type = schema.getType(condition);
  if (!isAbstractType(type)) return names;
  for (const each of schema.getPossibleTypes(type)) names.add(each.name);
  if (isInterfaceType(type)) for (const each of schema.getImplementations(type).interfaces) names.add(each.name);
  return names;
}
