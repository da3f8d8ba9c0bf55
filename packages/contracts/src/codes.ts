/** The refusal codes that clients may rely on (GraphQL `extensions.code`, NATS replies, REST bodies). */
export const CODES = [
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'BAD_USER_INPUT',
  'NOT_FOUND',
  'CONFLICT',
  'RATE_LIMITED',
  'INSUFFICIENT_FUNDS',
  'DUPLICATE_REFERENCE',
  'CURRENCY_MISMATCH',
  'LIMIT_EXCEEDED',
  'KYC_REQUIRED',
  'PLAYER_BLOCKED',
  'SELF_EXCLUDED',
  'CHALLENGE_EXPIRED',
  'CODE_INVALID',
  'TOKEN_REUSED',
  'PROVIDER_UNAVAILABLE',
  'QUERY_TOO_COMPLEX',
  'NOT_IMPLEMENTED',
  'INTERNAL_ERROR',
] as const;

export type Code = (typeof CODES)[number];
