/**
 * The house's five subgraphs, made up: their committed schemas, values made from the type and the place in the list. An answer is
 * computed once per request text and served from memory after that, so that a subgraph costs next to nothing and the peers
 * are what is measured. Every request must carry an identity, as in the house. A process of its own, started by fork.
 */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  execute,
  getNamedType,
  getNullableType,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isListType,
  isScalarType,
  parse,
} from 'graphql';
import { composeSupergraph, readSubgraphList } from '../../../gateway/src/index.ts';
import type { Keys } from './identities.ts';

/** What the parent sends, and what it is told. */
export interface SubgraphsStart {
  keys: Keys;
}
export interface SubgraphsReady {
  supergraphSdl: string;
  jwksUrl: string;
  urls: Record<string, string>;
}

const ROOT = new URL('../../../', import.meta.url);
const LISTED = 2;
const SECURITY = /@(authenticated|requiresScopes\(scopes: [^)]*\)|policy\(policies: [^)]*\))/g;
const IMPORTED = /, "@(authenticated|requiresScopes|policy)"/g;

const makeUp: GraphQLFieldResolver<unknown, unknown> = (source, args, _context, info) => {
  const key = info.fieldName;
  if (source && typeof source === 'object' && key in source) return (source as Record<string, unknown>)[key];
  return valueOf(info.returnType, info.schema, placeOf(source), key, (args as { first?: number }).first);
};

/** A reference has but its id, which ends in the place. */
function placeOf(source: unknown): string {
  const { place, id } = (source ?? {}) as { place?: string; id?: string };
  return place ?? id?.replace(/^id-/, '') ?? '0';
}

function valueOf(type: GraphQLOutputType, schema: GraphQLSchema, place: string, key: string, first?: number): unknown {
  const nullable = getNullableType(type);
  if (isListType(nullable)) {
    const [, page] = /^page(\d+)/.exec(place) ?? [];
    const length = key === 'edges' ? Number(page) : LISTED;
    return Array.from({ length }, (_, index) => valueOf(nullable.ofType as GraphQLOutputType, schema, `${place}-${index}`, key)); // prettier-ignore
  }
  const named = getNamedType(nullable);
  if (isEnumType(named)) return named.getValues()[0]!.value as unknown;
  if (isScalarType(named)) {
    if (named.name === 'Int') return 7;
    if (named.name === 'Float') return 0.5;
    if (named.name === 'Boolean') return true;
    if (named.name === 'DateTime') return '2026-01-01T00:00:00.000Z';
    if (named.name === 'Decimal') return '12.50';
    return named.name === 'ID' ? `id-${place}` : `${key} of ${place}`;
  }
  const object = isAbstractType(named) ? schema.getPossibleTypes(named)[0]! : named;
  return { __typename: object.name, place: first === undefined ? place : `page${first}-${place}` };
}

function serve(name: string, sdl: string, keys: Keys): Promise<Server> {
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdl) }]);
  const answers = new Map<string, Buffer>();
  const answer = async (body: string): Promise<Buffer> => {
    const known = answers.get(body);
    if (known) return known;
    const { query, variables, operationName } = JSON.parse(body) as {
      query: string;
      variables?: Record<string, unknown>;
      operationName?: string;
    };
    const document = parse(query);
    const result = await execute({ schema, document, variableValues: variables, operationName, fieldResolver: makeUp });
    if (result.errors) console.error(name, query, result.errors[0]);
    const fresh = Buffer.from(JSON.stringify(result));
    if (answers.size > 1_000) answers.clear();
    answers.set(body, fresh);
    return fresh;
  };
  const server = createServer((request, response) => {
    if (request.method === 'GET') {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys: [keys.access] }));
      return;
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      // mercurius asks for the schema while it starts, before anybody's identity
      if (!request.headers['x-croupier-identity'] && !body.includes('_service'))
        return void response.writeHead(401).end();
      void answer(body).then((text) =>
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': text.length }).end(text),
      );
    });
  });
  server.keepAliveTimeout = 60_000;
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

process.once('message', (message) => {
  void (async () => {
    const { keys } = message as SubgraphsStart;
    const listed = readSubgraphList(readFileSync(new URL('supergraph.yaml', ROOT), 'utf8'));
    const services = await Promise.all(
      listed.map(async ({ name, schemaFile }) => {
        const sdl = readFileSync(new URL(schemaFile, ROOT), 'utf8').replace(IMPORTED, '').replace(SECURITY, '');
        const server = await serve(name, sdl, keys);
        return { name, sdl, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql` };
      }),
    );
    const ready: SubgraphsReady = {
      supergraphSdl: composeSupergraph(services).supergraphSdl,
      jwksUrl: `${new URL(services[0]!.url).origin}/.well-known/jwks.json`,
      urls: Object.fromEntries(services.map(({ name, url }) => [name, url])),
    };
    process.send!(ready);
  })();
});
process.once('disconnect', () => process.exit(0));
