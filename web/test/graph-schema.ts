import { Supergraph } from '@apollo/federation-internals';
import { buildSchema, type GraphQLSchema } from 'graphql';
import { existsSync, readFileSync } from 'node:fs';

const supergraph = new URL('../../gateway/supergraph.graphql', import.meta.url);
const stub = new URL('./graph.graphql', import.meta.url);

/** What clients may ask: the platform's API schema where the supergraph is composed, else the stub's. */
export function graphSchema(): { schema: GraphQLSchema; source: 'supergraph' | 'stub' } {
  if (!existsSync(supergraph)) return { schema: stubSchema(), source: 'stub' };
  // Who may ask what is not our question here: the gateway enforces it.
  const api = Supergraph.build(readFileSync(supergraph, 'utf8'), { supportedFeatures: null }).apiSchema();
  return { schema: api.toGraphQLJSSchema(), source: 'supergraph' };
}

export function stubSchema(): GraphQLSchema {
  return buildSchema(readFileSync(stub, 'utf8'));
}
