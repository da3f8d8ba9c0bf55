import { CombinedGraphQLErrors, ServerError } from '@apollo/client/errors';

/** A refusal in the graph's vocabulary; NETWORK where no answer came at all. */
export type RefusalCode = string;

/** The code of what went wrong, for the sentence that a person reads. */
export function codeOf(error: unknown): RefusalCode {
  if (CombinedGraphQLErrors.is(error)) return String(error.errors[0]?.extensions?.['code'] ?? 'INTERNAL_ERROR');
  if (ServerError.is(error)) return codeOfStatus(error.statusCode);
  return 'NETWORK';
}

function codeOfStatus(status: number): RefusalCode {
  if (status === 401) return 'UNAUTHENTICATED';
  if (status === 429) return 'RATE_LIMITED';
  return status >= 500 ? 'PROVIDER_UNAVAILABLE' : 'BAD_USER_INPUT';
}
