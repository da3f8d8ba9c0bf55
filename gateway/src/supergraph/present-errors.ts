import { CODES } from '@croupier/contracts';
import type { Logger } from '@croupier/kit';
import { GraphQLError } from 'graphql';

/** How an execution's error looks outside. */
export type PresentError = (error: GraphQLError) => GraphQLError;

const KNOWN: ReadonlySet<unknown> = new Set(CODES);

/**
 * Refusals keep their code and details; anything else is told to the log and masked. With `mask` off (the gateway alone, in
 * front of subgraphs that are not ours) messages pass as they are.
 */
export function createErrorPresenter({ mask, log }: { mask: boolean; log: Logger }): PresentError {
  return (error) => {
    const { serviceName, stacktrace: _stacktrace, exception: _exception, ...extensions } = error.extensions;
    if (KNOWN.has(extensions.code) && extensions.code !== 'INTERNAL_ERROR')
      return new GraphQLError(error.message, { path: error.path, extensions });
    if (!mask) {
      const code = typeof extensions.code === 'string' ? extensions.code : 'DOWNSTREAM_SERVICE_ERROR';
      return new GraphQLError(error.message, {
        path: error.path,
        extensions: { ...extensions, code, ...(serviceName ? { serviceName } : {}) },
      });
    }
    log.error(
      { subgraph: serviceName, code: extensions.code, problem: error.message, path: error.path },
      'a field failed',
    );
    return new GraphQLError('Something went wrong', { path: error.path, extensions: { code: 'INTERNAL_ERROR' } });
  };
}
