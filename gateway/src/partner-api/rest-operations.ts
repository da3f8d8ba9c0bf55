/** The contract's root fields as addresses: what a REST call asks of the graph. Nothing is written by hand, so a new public field is served at once. */
import {
  astFromValue,
  getNamedType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  print,
} from 'graphql';

export interface RestParameter {
  name: string;
  in: 'path' | 'query';
  type: GraphQLInputType;
  required: boolean;
  description: string | null;
  defaultValue: unknown;
  /** where its value goes among the variables: `['filter', 'genre']` */
  place: string[];
}

export interface RestOperation {
  id: string;
  /** below /partner/v1, as OpenAPI writes it: `/games/{slug}` */
  path: string;
  summary: string;
  deprecationReason: string | null;
  parameters: RestParameter[];
  type: GraphQLOutputType;
  /** the operation of the graph */
  query: string;
}

type Variables = Map<string, { declared: string; parameters: RestParameter[] }>;

const known = new WeakMap<GraphQLSchema, RestOperation[]>();

/** The REST operations of a contract, made once. Throws where two would have the same address or a field cannot be asked. */
export function restOperations(contract: GraphQLSchema): RestOperation[] {
  const made = known.get(contract);
  if (made) return made;
  const fields = contract.getQueryType()!.getFields();
  const operations = Object.values(fields).map((field) => operationOf(field, fields));
  const paths = new Set(operations.map(({ path }) => path.replace(/\{.*?\}/g, '{}')));
  if (paths.size !== operations.length) throw new Error('Two fields of the contract would have the same REST address');
  known.set(contract, operations);
  return operations;
}

function operationOf(field: GraphQLField<unknown, unknown>, siblings: Record<string, unknown>): RestOperation {
  const variables: Variables = new Map();
  const needed = field.args.filter((each) => isRequiredArgument(each) && isLeafType(getNamedType(each.type)));
  for (const argument of field.args) {
    const inPath = needed.includes(argument);
    variables.set(argument.name, { declared: declare(argument), parameters: parametersOf(argument, inPath) });
  }
  const given = field.args.map(({ name }) => `${name}: $${name}`).join(', ');
  const selection = select(field.type, [], variables);
  const declared = [...variables.values()].map((each) => each.declared).join(', ');
  const parameters = [...variables.values()].flatMap((each) => each.parameters);
  const twice = parameters.find(({ name }, index) => parameters.findIndex((each) => each.name === name) !== index);
  if (twice) throw new Error(`${field.name} has two REST parameters named ${twice.name}`);
  const plural = `${field.name}s`;
  const noun = needed.length > 0 && plural in siblings ? plural : field.name; // game(slug:) is one of games
  return {
    id: field.name,
    path: [`/${dashed(noun)}`, ...needed.map(({ name }) => `{${name}}`)].join('/'),
    summary: field.description ?? field.name,
    deprecationReason: field.deprecationReason ?? null,
    parameters,
    type: field.type,
    query: `query ${field.name}${declared && `(${declared})`} { ${field.name}${given && `(${given})`}${selection} }`,
  };
}

/** An argument, or each field of an input object in its place: `filter: { genre }` is `?genre=`. */
function parametersOf(argument: GraphQLArgument, inPath: boolean): RestParameter[] {
  const type = isNonNullType(argument.type) ? argument.type.ofType : argument.type;
  const parts = isInputObjectType(type) ? Object.values(type.getFields()) : [argument];
  return parts.map((part) => {
    if (!isLeafType(getNamedType(part.type))) throw new Error(`${argument.name} is too deep to be a REST parameter`);
    return {
      name: part.name,
      in: inPath ? 'path' : 'query',
      type: part.type,
      required: isNonNullType(part.type) && part.defaultValue === undefined,
      description: part.description ?? null,
      defaultValue: part.defaultValue,
      place: part === argument ? [argument.name] : [argument.name, part.name],
    };
  });
}

/** Everything below a type; a type that is already on the way is not entered again. Arguments below become parameters, shared by name. */
function select(output: GraphQLOutputType, above: GraphQLObjectType[], variables: Variables): string {
  const type = getNamedType(output);
  if (isLeafType(type)) return '';
  if (!isObjectType(type)) return ' { __typename }';
  const fields = Object.values(type.getFields()).filter((field) => {
    const below = getNamedType(field.type);
    return !isObjectType(below) || (below !== type && !above.includes(below));
  });
  const selected = fields.map((field) => {
    const given = field.args.filter((argument) => share(argument, variables)).map(({ name }) => `${name}: $${name}`);
    return `${field.name}${given.length > 0 ? `(${given.join(', ')})` : ''}${select(field.type, [...above, type], variables)}`;
  });
  return ` { ${selected.join(' ')} }`;
}

function share(argument: GraphQLArgument, variables: Variables): boolean {
  const declared = declare(argument);
  const first = variables.get(argument.name);
  if (!first) variables.set(argument.name, { declared, parameters: parametersOf(argument, false) });
  return (first?.declared ?? declared) === declared;
}

function declare({ name, type, defaultValue }: GraphQLArgument): string {
  const literal = defaultValue === undefined ? null : astFromValue(defaultValue, type);
  return `$${name}: ${String(type)}${literal ? ` = ${print(literal)}` : ''}`;
}

const dashed = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Whether a parameter takes several values, `?tag=a,b`. */
export const isMany = (type: GraphQLInputType): boolean => isListType(isNonNullType(type) ? type.ofType : type);
