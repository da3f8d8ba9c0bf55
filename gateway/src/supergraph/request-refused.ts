import { GraphQLError } from 'graphql';

/** A request that is not run. */
export class RequestRefused extends Error {
  constructor(
    readonly errors: readonly GraphQLError[],
    /** HTTP status; under `application/json` a well-formed request answers 200 all the same, unless `always` */
    readonly status = 400,
    readonly always = false,
    readonly headers: Record<string, string> = {},
  ) {
    super(errors[0]?.message);
    this.name = 'RequestRefused';
  }
}

/** Shorthand for one error with a code. */
export function refusal(
  code: string,
  message: string,
  options: {
    status?: number;
    always?: boolean;
    headers?: Record<string, string>;
    extensions?: Record<string, unknown>;
  } = {},
): RequestRefused {
  return new RequestRefused(
    [new GraphQLError(message, { extensions: { code, ...options.extensions } })],
    options.status,
    options.always,
    options.headers,
  );
}
