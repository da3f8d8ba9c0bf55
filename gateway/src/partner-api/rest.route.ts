import { BadUserInput, DomainError, NotFound, RateLimited, toHttp } from '@croupier/kit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { getNamedType, GraphQLBoolean, type GraphQLError, GraphQLFloat, GraphQLInt } from 'graphql';
import { rateHeaders } from '../protection/request-limits.ts';
import { RequestRefused } from '../supergraph/request-refused.ts';
import { type PartnerDoor, REST_PATH } from './door.ts';
import { isMany, type RestOperation, type RestParameter, restOperations } from './rest-operations.ts';

/**
 * The contract as REST: GET only, JSON, all or nothing (an answer with an error in it is that error). Refusals are `{ code, message }` with the
 * status of the code; a parameter that is not known is refused, so that a misspelt filter does not answer everything.
 */
export function mountRest(app: FastifyInstance, door: PartnerDoor): void {
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, payload, done) => void payload.resume().on('end', () => done(null)));
    scope.setErrorHandler((error, _request, reply) => door.refused(sendRefusal(error, reply, door)));
    scope.all(`${REST_PATH}/*`, (request, reply) => answer(request, reply, door));
  });
}

async function answer(request: FastifyRequest, reply: FastifyReply, door: PartnerDoor): Promise<void> {
  const url = new URL(request.raw.url!, 'http://gateway');
  const found = find(url.pathname.slice(REST_PATH.length), restOperations(door.contract().schema));
  if (!found) throw new NotFound('The address');
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    const body = { code: 'BAD_REQUEST', message: 'This address is read by GET' };
    door.refused(body.code);
    return void reply.code(405).header('allow', 'GET, HEAD').send(body);
  }
  const caller = door.callerOf(request);
  const allowance = door.rate?.request(caller);
  if (allowance) {
    void reply.headers(rateHeaders(allowance));
    if (allowance.retryAfterSeconds > 0) throw new RateLimited(allowance.retryAfterSeconds, 'Too many requests');
  }
  const { operation, inPath } = found;
  const variables = readVariables(operation, inPath, url.searchParams);
  const run = door.prepare(
    { query: operation.query, operationName: null, variables },
    caller,
    door.traceparentOf(request),
  );
  const { data, errors } = await door.execute(run);
  if (errors?.length) return void sendRefusal(new RequestRefused(errors), reply, door);
  const body = data?.[operation.id] ?? null;
  if (body === null) throw new NotFound('The object');
  void reply.header('content-type', 'application/json; charset=utf-8').header('cache-control', 'no-store');
  return void reply.send(JSON.stringify(body));
}

function find(path: string, operations: RestOperation[]) {
  const given = path.split('/');
  for (const operation of operations) {
    const wanted = operation.path.split('/');
    if (wanted.length !== given.length) continue;
    const inPath = new Map<string, string>();
    const fits = wanted.every((part, index) => {
      if (!part.startsWith('{')) return part === given[index];
      inPath.set(part.slice(1, -1), decode(given[index]!));
      return given[index] !== '';
    });
    if (fits) return { operation, inPath };
  }
  return null;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new BadUserInput('The address is not UTF-8');
  }
}

/** Throws BadUserInput for what is unknown, given twice, or not of its type. */
function readVariables(
  { parameters }: RestOperation,
  inPath: ReadonlyMap<string, string>,
  search: URLSearchParams,
): Record<string, unknown> {
  const variables: Record<string, unknown> = {};
  for (const name of new Set(search.keys())) {
    if (!parameters.some((each) => each.in === 'query' && each.name === name))
      throw new BadUserInput('There is no such parameter', { [name.slice(0, 100)]: 'unknown' });
  }
  for (const parameter of parameters) {
    const given = parameter.in === 'path' ? [inPath.get(parameter.name)!] : search.getAll(parameter.name);
    if (given.length === 0) continue;
    if (given.length > 1) throw new BadUserInput('A parameter was given twice', { [parameter.name]: 'given twice' });
    const [outer, inner] = parameter.place as [string, string?];
    const value = read(parameter, given[0]!);
    if (inner === undefined) variables[outer] = value;
    else variables[outer] = { ...(variables[outer] as object), [inner]: value };
  }
  return variables;
}

function read(parameter: RestParameter, text: string): unknown {
  const malformed = () => new BadUserInput('A parameter is malformed', { [parameter.name]: 'malformed' });
  if (text.includes('\u0000')) throw malformed();
  const type = getNamedType(parameter.type);
  const one = (part: string): unknown => {
    if (type === GraphQLInt || type === GraphQLFloat) {
      if (!/^-?\d{1,15}(\.\d{1,15})?$/.test(part)) throw malformed();
      return Number(part);
    }
    if (type !== GraphQLBoolean) return part;
    if (part !== 'true' && part !== 'false') throw malformed();
    return part === 'true';
  };
  return isMany(parameter.type) ? text.split(',').map(one) : one(text);
}

/** Answers the code that it sends. */
function sendRefusal(thrown: unknown, reply: FastifyReply, { log }: PartnerDoor): string {
  const error = thrown instanceof RequestRefused ? refusalOf(thrown.errors[0]!) : thrown;
  const { status, body } = toHttp(error);
  if (status === 500) log.error({ err: thrown }, 'a partner request failed');
  const details = error instanceof DomainError ? error.details : {};
  if ('retryAfterSeconds' in details) void reply.header('retry-after', String(details.retryAfterSeconds));
  const fields = 'fields' in details ? { fields: details.fields } : {};
  void reply
    .code(status)
    .header('cache-control', 'no-store')
    .send({ ...body, ...fields });
  return body.code;
}

/** An error of the graph as the refusal that it stands for. */
function refusalOf({ message, extensions: { code, fields } }: GraphQLError): DomainError {
  return new DomainError((code ?? 'INTERNAL_ERROR') as DomainError['code'], message, fields ? { fields } : {});
}
