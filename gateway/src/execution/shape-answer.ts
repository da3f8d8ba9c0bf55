/**
 * The answer in the shape of the caller's own operation: what else was fetched is left out, names stand in the operation's order, and
 * null goes up to where it may stand. Compiled per operation, per type met, and per outcome of @skip and @include.
 */
import {
  type FieldNode,
  getNamedType,
  getNullableType,
  type GraphQLCompositeType,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isCompositeType,
  isListType,
  isNonNullType,
  isObjectType,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { collectFields, type Selecting } from './collect-fields.ts';
import { compileLeaf } from './leaf-values.ts';
import { type Data, getOwn, setOwn } from './merge.ts';
import type { Renaming } from './rename-fields.ts';

/** What is wrong with what subgraphs sent: told beside the data when nothing else is. */
export interface Misfit {
  message: string;
  path: (string | number)[];
}

export interface ShapeRun {
  /** kept only where misfits are to be told: the first walk goes without */
  path: (string | number)[] | null;
  misfits: Misfit[];
  found: boolean;
  introspect: (field: FieldNode) => unknown;
}

/** Answers null where null went up to the root. */
export type ShapeAnswer = (data: Data, run: ShapeRun) => Data | null;

/** A value that is not null, in its shape; null where it does not fit. */
type Complete = (value: NonNullable<unknown>, run: ShapeRun) => unknown;

/** What shapes are compiled from. */
interface Shaping extends Selecting {
  schema: GraphQLSchema;
  renaming: Renaming | null;
}

interface FieldShape {
  name: string;
  fetchedAs: string;
  /** inherited by every object too, so it must be looked up as the object's own */
  inherited: boolean;
  kind: 'typename' | 'introspection' | 'value';
  node: FieldNode;
  mayBeNull: boolean;
  complete: Complete;
  parent: string;
}

export interface ShapeInput extends Shaping {
  operation: OperationDefinitionNode;
}

const NOT_NULL = 'Cannot return null for non-nullable';

/** Compiles lazily: a type that is never met costs nothing. */
export function compileShape({ operation, ...compiler }: ShapeInput): ShapeAnswer {
  const root = compiler.schema.getRootType(operation.operation)!;
  // Subgraphs may call their roots as they like: their names for them mean nothing here.
  const fields = compileFields([operation.selectionSet], root, compiler);
  return (data, run) => shapeFields(fields, data, run);
}

function compileObject(sets: readonly SelectionSetNode[], declared: GraphQLCompositeType, compiler: Shaping): Complete {
  const byType = new Map<string, readonly FieldShape[] | null>();
  const fieldsOf = (typename: string): readonly FieldShape[] | null => {
    let fields = byType.get(typename);
    if (fields !== undefined) return fields;
    const type = compiler.schema.getType(typename);
    fields = isCompositeType(type) ? compileFields(sets, type, compiler) : null;
    // A subgraph may send any name: those of no type are not remembered.
    if (fields) byType.set(typename, fields);
    return fields;
  };
  return (value, run) => {
    if (typeof value !== 'object' || Array.isArray(value))
      throw new Error('A subgraph sent no object where its schema has one');
    const input = value as Data;
    const typename = input['__typename'];
    if (typename !== undefined && typeof typename !== 'string' && typename !== null)
      throw new Error('A subgraph sent a __typename that is no name');
    const fields = fieldsOf(typename || declared.name);
    if (fields) return shapeFields(fields, input, run);
    // The name may be @inaccessible: it must not be told.
    misfit(run, 'Invalid __typename found for object at');
    return null;
  };
}

function shapeFields(fields: readonly FieldShape[], input: Data, run: ShapeRun): Data | null {
  const output: Data = {};
  for (let index = 0; index < fields.length; index++) {
    const field = fields[index]!;
    const { name, fetchedAs } = field;
    let value: unknown;
    if (field.kind === 'value') {
      const sent = field.inherited ? getOwn(input, fetchedAs) : input[fetchedAs];
      if (run.path) run.path.push(name);
      if (sent === undefined || sent === null) {
        if (!field.mayBeNull) misfit(run, NOT_NULL, field.parent);
        value = null;
      } else value = field.complete(sent, run);
      if (run.path) run.path.pop();
      if (value === null && !field.mayBeNull) return null;
    } else if (field.kind === 'typename') {
      value = field.complete(input, run);
      if (value === null) return null;
    } else value = run.introspect(field.node);
    if (field.inherited) setOwn(output, name, value);
    else output[name] = value;
  }
  return output;
}

const compileFields = (
  sets: readonly SelectionSetNode[],
  type: GraphQLCompositeType,
  compiler: Shaping,
): FieldShape[] =>
  [...collectFields(sets, type.name, compiler)].map(([name, nodes]) => compileField(name, nodes, type, compiler));

function compileField(name: string, nodes: FieldNode[], parent: GraphQLCompositeType, compiler: Shaping): FieldShape {
  const node = nodes[0]!;
  const fetchedAs = compiler.renaming?.fetchedAs(node) ?? name;
  const field = { name, fetchedAs, node, inherited: name in Object.prototype, mayBeNull: true, complete: () => null };
  const fieldName = node.name.value;
  if (fieldName === '__typename')
    return { ...field, kind: 'typename', parent: parent.name, complete: compileTypename(fetchedAs, parent, compiler) };
  if (fieldName === '__schema' || fieldName === '__type')
    return { ...field, kind: 'introspection', parent: parent.name };
  const type = 'getFields' in parent ? parent.getFields()[fieldName]?.type : undefined;
  if (!type) throw new Error(`There is no field ${parent.name}.${fieldName}`);
  const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
  const complete = compileType(type, sets, parent.name, compiler);
  return { ...field, kind: 'value', parent: parent.name, mayBeNull: !isNonNullType(type), complete };
}

/** An interface's name comes of an interface object: where nobody else told its type, there is no true answer. */
function compileTypename(fetchedAs: string, declared: GraphQLCompositeType, { schema }: Shaping): Complete {
  return (value) => {
    const input = value as Data;
    const asked = typeNamed(getOwn(input, fetchedAs), schema);
    const type = isObjectType(asked) ? asked : (typeNamed(input['__typename'], schema) ?? asked ?? declared);
    return isObjectType(type) ? type.name : null;
  };
}

const typeNamed = (name: unknown, schema: GraphQLSchema): GraphQLNamedType | undefined =>
  typeof name === 'string' ? schema.getType(name) : undefined;

function compileType(
  type: GraphQLOutputType,
  sets: readonly SelectionSetNode[],
  parent: string,
  compiler: Shaping,
): Complete {
  const nullable = getNullableType(type);
  if (isListType(nullable)) return compileList(nullable.ofType as GraphQLOutputType, sets, parent, compiler);
  const named = getNamedType(nullable);
  if (isCompositeType(named)) return compileObject(sets, named, compiler);
  const fits = compileLeaf(named);
  return (value, run) => {
    if (fits(value)) return value;
    misfit(run, 'Invalid value found for', parent);
    return null;
  };
}

/** An element that may not be null and is makes the list null; the others are looked at all the same. */
function compileList(
  type: GraphQLOutputType,
  sets: readonly SelectionSetNode[],
  parent: string,
  compiler: Shaping,
): Complete {
  const complete = compileType(type, sets, parent, compiler);
  const mayBeNull = !isNonNullType(type);
  return (value, run) => {
    if (!Array.isArray(value)) throw new Error('A subgraph sent no list where its schema has one');
    const output: unknown[] = new Array(value.length);
    let isNull = false;
    for (let index = 0; index < value.length; index++) {
      const sent = value[index] as unknown;
      if (run.path) run.path.push(index);
      if (sent === undefined || sent === null) {
        if (!mayBeNull) misfit(run, NOT_NULL, parent);
        output[index] = null;
      } else output[index] = complete(sent as NonNullable<unknown>, run);
      if (run.path) run.path.pop();
      if (output[index] === null && !mayBeNull) isNull = true;
    }
    return isNull ? null : output;
  };
}

function misfit(run: ShapeRun, what: string, parent = ''): void {
  run.found = true;
  if (!run.path) return;
  const last = run.path.at(-1);
  const place = typeof last === 'number' ? `array element at index ${last}` : `field ${parent}.${String(last)}`;
  run.misfits.push({ message: `${what} ${place}.`, path: [...run.path] });
}
