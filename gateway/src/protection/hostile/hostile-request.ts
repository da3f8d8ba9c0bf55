/** One request of somebody who means harm, and what becomes of it. */
export interface HostileRequest {
  name: string;
  method?: string;
  /** behind /graphql */
  search?: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** the bytes of a whole request, where a client could not be made to send them */
  raw?: string | Buffer;
  /** `refused` (the default): no data. `rejected`: 4xx, whatever is accepted. `answered`: it looks bad and does no harm. `closed`: an answer or a closed connection */
  outcome?: 'refused' | 'rejected' | 'answered' | 'closed';
}

/** A GraphQL request by POST, as JSON. */
export function graphql(
  name: string,
  query: unknown,
  more: Partial<HostileRequest> & { variables?: unknown; operationName?: unknown; extensions?: unknown } = {},
): HostileRequest {
  const { variables, operationName, extensions, ...rest } = more;
  return { name, body: JSON.stringify({ query, variables, operationName, extensions }), ...rest };
}

/** The same shape in several sizes. */
export function inSizes(
  name: string,
  sizes: readonly number[],
  make: (size: number) => string,
  more: Parameters<typeof graphql>[2] = {},
): HostileRequest[] {
  return sizes.map((size) => graphql(`${name} × ${size}`, make(size), more));
}
