import type { FetchNode } from '@apollo/query-planner';
import { GraphQLError } from 'graphql';
import type { ResultPath } from './result-path.ts';

/** What a subgraph answers. */
export interface Fetched {
  data?: unknown;
  errors?: readonly { message?: string; path?: ResultPath; extensions?: Record<string, unknown> }[] | null;
  extensions?: Record<string, unknown>;
}

/** An error of a fetch that failed as a whole. */
export const errorOf = ({ serviceName }: FetchNode, error: unknown): GraphQLError =>
  error instanceof GraphQLError ? error : new GraphQLError(String((error as Error)?.message), { extensions: { serviceName } }); // prettier-ignore

/** An error of one representation belongs to each entity that waited for it. */
export function placeErrors(
  node: FetchNode,
  errors: NonNullable<Fetched['errors']>,
  waiting: number[][],
  places: ResultPath[],
  path: ResultPath,
): GraphQLError[] {
  return errors.flatMap((error) => {
    const [, number, ...below] = error.path ?? [];
    const indexes = typeof number === 'number' ? waiting[number] : undefined;
    if (!indexes) return [toError(node, error, error.path && [...path, ...error.path])];
    return indexes.map((index) => toError(node, error, [...(places[index] ?? []), ...below]));
  });
}

/** A subgraph's own error, at its place in the whole. */
export function toError(
  { serviceName }: FetchNode,
  { message, extensions }: NonNullable<Fetched['errors']>[number],
  path: ResultPath | undefined,
): GraphQLError {
  return new GraphQLError(message || `The subgraph "${serviceName}" has failed`, {
    path,
    extensions: { ...extensions, serviceName },
  });
}
