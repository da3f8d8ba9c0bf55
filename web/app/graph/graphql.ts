import { initGraphQLTada } from 'gql.tada';
import type { introspection } from './graph-env.d.ts';

/** Every document of web is made by this function and gets its types from the graph's schema. */
export const graphql = initGraphQLTada<{
  introspection: introspection;
  disableMasking: true;
  scalars: { DateTime: string; Decimal: string };
}>();

export type { ResultOf, VariablesOf } from 'gql.tada';
