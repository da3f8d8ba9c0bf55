import type { Code } from '@croupier/contracts';
import { GraphQLError } from 'graphql';

/**
 * A refusal with a stable code: the caller may rely on it. Anything that is not a DomainError is a bug or an outage
 * and is logged and masked as INTERNAL_ERROR. Rooms derive one class per refusal and name it after what happened.
 */
export class DomainError extends Error {
  constructor(
    readonly code: Code,
    message: string,
    readonly details: Record<string, unknown> = {},
  ) {
    super(message);
    this.name = new.target.name;
  }
}

/** Malformed input; `fields` names what is wrong with which field. */
export class BadUserInput extends DomainError {
  constructor(message: string, fields: Record<string, string> = {}) {
    super('BAD_USER_INPUT', message, Object.keys(fields).length > 0 ? { fields } : {});
  }
}
export class Unauthenticated extends DomainError {
  constructor(message = 'Sign in first') {
    super('UNAUTHENTICATED', message);
  }
}
export class Forbidden extends DomainError {
  constructor(message = 'This is not allowed to you') {
    super('FORBIDDEN', message);
  }
}
export class NotFound extends DomainError {
  constructor(what: string) {
    super('NOT_FOUND', `${what} was not found`);
  }
}
export class Conflict extends DomainError {
  constructor(message: string) {
    super('CONFLICT', message);
  }
}
export class NotBuiltYet extends DomainError {
  constructor(what: string) {
    super('NOT_IMPLEMENTED', `${what} is not built yet`);
  }
}
/** Another part did not answer: nothing is known to have happened, the same call may be repeated. */
export class ProviderUnavailable extends DomainError {
  constructor(message = 'A part that is needed does not answer; try again') {
    super('PROVIDER_UNAVAILABLE', message);
  }
}
export class RateLimited extends DomainError {
  constructor(retryAfterSeconds: number, message = 'Too many attempts; try again later') {
    super('RATE_LIMITED', message, { retryAfterSeconds });
  }
}

/** The one mapping for GraphQL: `extensions.code`, and the details beside it. */
export function toGraphqlError(error: DomainError): GraphQLError {
  return new GraphQLError(error.message, { extensions: { ...error.details, code: error.code } });
}

/** The one mapping for NATS replies. */
export interface RequestFailure {
  ok: false;
  code: Code;
  message: string;
  details: Record<string, unknown>;
}
export function toRequestFailure(error: unknown): RequestFailure {
  if (error instanceof DomainError)
    return { ok: false, code: error.code, message: error.message, details: error.details };
  return { ok: false, code: 'INTERNAL_ERROR', message: 'Something went wrong', details: {} };
}
export function fromRequestFailure(failure: RequestFailure): DomainError {
  return new DomainError(failure.code, failure.message, failure.details);
}

const HTTP_STATUS: Partial<Record<Code, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  BAD_USER_INPUT: 400,
  NOT_FOUND: 404,
  CONFLICT: 409,
  DUPLICATE_REFERENCE: 409,
  RATE_LIMITED: 429,
  PROVIDER_UNAVAILABLE: 503,
  NOT_IMPLEMENTED: 501,
  INTERNAL_ERROR: 500,
};

/** The one mapping for REST; studios' dialects have their own vocabularies beside it. */
export function toHttp(error: unknown): { status: number; body: { code: Code; message: string } } {
  if (error instanceof DomainError) {
    return { status: HTTP_STATUS[error.code] ?? 422, body: { code: error.code, message: error.message } };
  }
  return { status: 500, body: { code: 'INTERNAL_ERROR', message: 'Something went wrong' } };
}
