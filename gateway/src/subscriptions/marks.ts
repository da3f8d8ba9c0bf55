/**
 * Marks: which entity an event is about, and its version. A convention of the schema makes them possible: an object type with
 * `id: ID!` and `version: Int!`, returned by the subscription's field or one level below it. Both are asked of the subgraph under
 * names of our own, as the last fields of that object, read from the bytes and cut out of them.
 */
import {
  type FieldNode,
  getNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  type SelectionSetNode,
  visit,
} from 'graphql';

export interface Mark {
  entityId: string;
  version: number;
}

export interface MarkedOperation {
  /** what the subgraph is asked */
  query: string;
  /** response names from the root to the object that carries the mark */
  path: readonly string[];
}

const ID_NAME = '_entityId';
const VERSION_NAME = '_entityVersion';
const BEFORE_ID = Buffer.from(`,"${ID_NAME}":"`);
const BETWEEN = Buffer.from(`","${VERSION_NAME}":`);
const [QUOTE, BACKSLASH, BRACE, ZERO, NINE] = [0x22, 0x5c, 0x7d, 0x30, 0x39];

/** The operation with its mark asked for, or null where its events carry none. `resolves`: whether this subgraph has that field. */
export function markOperation(
  operation: string,
  schema: GraphQLSchema,
  resolves: (typeName: string, fieldName: string) => boolean,
): MarkedOperation | null {
  if (operation.includes(ID_NAME) || operation.includes(VERSION_NAME)) return null;
  const document = parse(operation, { noLocation: true });
  const definition = document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION)!;
  const found = findVersioned(definition, schema);
  if (!found || !resolves(found.type.name, 'id') || !resolves(found.type.name, 'version')) return null;
  const own = (alias: string, name: string): FieldNode => ({
    kind: Kind.FIELD,
    alias: { kind: Kind.NAME, value: alias },
    name: { kind: Kind.NAME, value: name },
  });
  const marked = visit(document, {
    SelectionSet(set): SelectionSetNode | undefined {
      if (set !== found.selectionSet) return undefined;
      return { ...set, selections: [...set.selections, own(ID_NAME, 'id'), own(VERSION_NAME, 'version')] };
    },
  });
  return { query: print(marked), path: found.path };
}

interface Versioned {
  type: GraphQLObjectType;
  selectionSet: SelectionSetNode;
  path: string[];
}

function findVersioned(definition: OperationDefinitionNode, schema: GraphQLSchema): Versioned | null {
  const root = schema.getSubscriptionType();
  const first = definition.selectionSet.selections.find((each) => each.kind === Kind.FIELD);
  const event = root && first ? objectOf(first, root) : null;
  if (!event) return null;
  if (isVersioned(event.type)) return event;
  for (const selection of event.selectionSet.selections) {
    const inner = selection.kind === Kind.FIELD ? objectOf(selection, event.type) : null;
    if (inner && isVersioned(inner.type)) return { ...inner, path: [...event.path, ...inner.path] };
  }
  return null;
}

function objectOf(field: FieldNode, parent: GraphQLObjectType): Versioned | null {
  const declared = parent.getFields()[field.name.value]?.type;
  if (!declared || isListType(isNonNullType(declared) ? declared.ofType : declared)) return null;
  const type = getNamedType(declared);
  if (!isObjectType(type) || !field.selectionSet) return null;
  return { type, selectionSet: field.selectionSet, path: [(field.alias ?? field.name).value] };
}

function isVersioned(type: GraphQLObjectType): boolean {
  const { id, version } = type.getFields();
  return String(id?.type) === 'ID!' && String(version?.type) === 'Int!' && !id?.args.length && !version?.args.length;
}

export interface Cut {
  /** null: this event has none */
  mark: Mark | null;
  /** the event without its mark */
  payload: Buffer;
}

/** Reads the mark from an event's bytes; null where they are written in a way that only parsing understands. */
export function cutMark(payload: Buffer): Cut | null {
  const from = payload.indexOf(BEFORE_ID);
  if (from < 0) return payload.includes(ID_NAME) ? null : { mark: null, payload };
  const idFrom = from + BEFORE_ID.length;
  const idTo = payload.indexOf(QUOTE, idFrom);
  const digits = idTo + BETWEEN.length;
  if (idTo < 0 || digits > payload.length || payload.compare(BETWEEN, 0, BETWEEN.length, idTo, digits) !== 0)
    return null;
  let version = 0;
  let to = digits;
  for (let digit = payload[to]!; digit >= ZERO && digit <= NINE; digit = payload[++to]!)
    version = version * 10 + digit - ZERO;
  if (to === digits || payload[to] !== BRACE) return null;
  const entityId = payload.toString('latin1', idFrom, idTo);
  if (payload.subarray(idFrom, idTo).includes(BACKSLASH)) return null;
  return { mark: { entityId, version }, payload: Buffer.concat([payload.subarray(0, from), payload.subarray(to)]) };
}

/** Takes the mark out of a parsed event. */
export function takeMark(data: unknown, path: readonly string[]): Mark | null {
  const carrier = path.reduce((at: unknown, name) => (at as Record<string, unknown> | null)?.[name], data);
  if (typeof carrier !== 'object' || carrier === null) return null;
  const { [ID_NAME]: entityId, [VERSION_NAME]: version } = carrier as Record<string, unknown>;
  delete (carrier as Record<string, unknown>)[ID_NAME];
  delete (carrier as Record<string, unknown>)[VERSION_NAME];
  return typeof entityId === 'string' && typeof version === 'number' ? { entityId, version } : null;
}
