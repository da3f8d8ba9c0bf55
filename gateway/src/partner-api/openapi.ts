import {
  getNamedType,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
} from 'graphql';
import { REST_PATH } from './door.ts';
import { isMany, type RestOperation, type RestParameter, restOperations } from './rest-operations.ts';

export type Json = Record<string, unknown>;
/** What the reference page reads of it. */
export interface OpenApi extends Json {
  info: Json & { title: string; version: string; description: string };
  paths: Record<string, { get: Json & { summary: string; parameters: Json[] } }>;
  components: Json & { schemas: Record<string, Json> };
}

const OF_SCALARS: Record<string, Json> = {
  ID: { type: 'string' },
  String: { type: 'string' },
  Int: { type: 'integer', format: 'int32' },
  Float: { type: 'number' },
  Boolean: { type: 'boolean' },
  DateTime: { type: 'string', format: 'date-time' },
  Decimal: { type: 'string', pattern: '^-?[0-9]+(\\.[0-9]+)?$', examples: ['12.50'] },
};
const REFUSALS = {
  400: 'A parameter is unknown or malformed: BAD_USER_INPUT, with the names in `fields`',
  401: 'X-Api-Key is missing or not valid: UNAUTHENTICATED',
  403: 'The scopes of this key do not open it: FORBIDDEN',
  404: 'There is no such object: NOT_FOUND',
  429: 'Too many requests: RATE_LIMITED; Retry-After tells the seconds to wait',
  503: 'A part that is needed does not answer: PROVIDER_UNAVAILABLE; the same request may be repeated',
} as const;

const known = new WeakMap<GraphQLSchema, OpenApi>();

/** The OpenAPI 3.1 document of a contract's REST side, made once. */
export function openapiOf(contract: GraphQLSchema): OpenApi {
  const made = known.get(contract);
  if (made) return made;
  const document = write(contract);
  known.set(contract, document);
  return document;
}

function write(contract: GraphQLSchema): OpenApi {
  const types = Object.values(contract.getTypeMap()).filter(isComponent);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Croupier partner API',
      version: '1',
      description:
        'Made from the graph that partners see at `/partner/graphql`. Money is exact: amounts are decimal strings. ' +
        'Within version 1 fields and parameters are only added; what will go is marked deprecated first.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: REST_PATH }],
    security: [{ key: [] }],
    paths: Object.fromEntries(restOperations(contract).map((each) => [each.path, { get: operationOf(each) }])),
    components: {
      securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Api-Key' } },
      schemas: { ...Object.fromEntries(types.map((type) => [type.name, componentOf(type)])), Refusal: REFUSAL },
      responses: Object.fromEntries(
        Object.entries(REFUSALS).map(([status, description]) => [
          `Refused${status}`,
          { description, content: { 'application/json': { schema: { $ref: '#/components/schemas/Refusal' } } } },
        ]),
      ),
    },
  };
}

const REFUSAL: Json = {
  type: 'object',
  description: 'Why a request was refused',
  required: ['code', 'message'],
  properties: {
    code: { type: 'string', description: 'Stable; programs may rely on it' },
    message: { type: 'string', description: 'For people' },
    fields: { type: 'object', description: 'What is wrong with which parameter', additionalProperties: { type: 'string' } }, // prettier-ignore
  },
};

function operationOf({ id, summary, parameters, type, deprecationReason }: RestOperation) {
  const schema = schemaOf(isNonNullType(type) ? type.ofType : type);
  const refusals = Object.keys(REFUSALS).map((status) => [status, { $ref: `#/components/responses/Refused${status}` }]);
  return {
    operationId: id,
    summary,
    ...(deprecationReason === null ? {} : { deprecated: true, description: deprecationReason }),
    parameters: parameters.map(parameterOf),
    responses: {
      200: { description: 'The answer', content: { 'application/json': { schema } } },
      ...(Object.fromEntries(refusals) as Json),
    },
  };
}

function parameterOf({ name, in: place, type, required, description, defaultValue }: RestParameter): Json {
  const schema = schemaOf(isNonNullType(type) ? type.ofType : type);
  return {
    name,
    in: place,
    required,
    ...(description ? { description } : {}),
    schema: { ...schema, ...(defaultValue === undefined ? {} : { default: defaultValue }) },
    ...(isMany(type) ? { style: 'form', explode: false } : {}),
  };
}

/** What a contract speaks of beside scalars, inputs and its root. */
export const isComponent = (type: GraphQLNamedType): boolean =>
  !isIntrospectionType(type) && !isInputObjectType(type) && !isScalarType(type) && type.name !== 'Query';

function componentOf(type: GraphQLNamedType): Json {
  const description = type.description ? { description: type.description } : {};
  if (isEnumType(type)) return { type: 'string', ...description, enum: type.getValues().map(({ name }) => name) };
  if (!isObjectType(type) && !isInterfaceType(type)) {
    return { type: 'object', ...description, required: ['__typename'], properties: { __typename: { type: 'string' } } };
  }
  const fields = Object.values(type.getFields());
  const properties = fields.map((field) => {
    const about = field.description ? { description: field.description } : {};
    const deprecated = field.deprecationReason == null ? {} : { deprecated: true };
    return [field.name, { ...nullable(field.type), ...about, ...deprecated }];
  });
  // a type that is met again on its own way down is left out there
  const required = fields
    .filter((field) => !reaches(getNamedType(field.type), type, new Set()))
    .map(({ name }) => name);
  return { type: 'object', ...description, required, properties: Object.fromEntries(properties) as Json };
}

/** Whether a type is met again below another. */
export function reaches(from: GraphQLNamedType, to: GraphQLNamedType, seen: Set<GraphQLNamedType>): boolean {
  if (from === to) return true;
  if (seen.has(from) || !isObjectType(from)) return false;
  seen.add(from);
  return Object.values(from.getFields()).some((field) => reaches(getNamedType(field.type), to, seen));
}

function nullable(type: GraphQLOutputType): Json {
  if (isNonNullType(type)) return schemaOf(type.ofType);
  const schema = schemaOf(type);
  if ('type' in schema) return { ...schema, type: [schema.type, 'null'] };
  return '$ref' in schema ? { anyOf: [schema, { type: 'null' }] } : schema;
}

/** Of a type that may not be null here. */
function schemaOf(type: GraphQLOutputType | GraphQLInputType): Json {
  if (isNonNullType(type)) return schemaOf(type.ofType);
  if (isListType(type)) return { type: 'array', items: nullable(type.ofType as GraphQLOutputType) };
  if (isScalarType(type)) return OF_SCALARS[type.name] ?? { type: 'string' };
  return { $ref: `#/components/schemas/${type.name}` };
}
