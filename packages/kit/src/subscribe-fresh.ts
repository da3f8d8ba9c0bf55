import {
  createSourceEventStream,
  execute,
  type ExecutionArgs,
  type ExecutionResult,
  GraphQLError,
  type GraphQLFormattedError,
} from 'graphql';
import type { Logger } from 'pino';
import type { Context } from './context.ts';
import type { Identity } from './identity.ts';
import { TRACE_HEADER, type Tracing } from './tracing/tracing.ts';

export interface EventEdge {
  makeContext: (identity: Identity, log: Logger) => Context;
  mask: (formatted: GraphQLFormattedError, thrown: unknown) => GraphQLFormattedError;
  tracing: Tracing | null;
}

/**
 * Like graphql's subscribe, but every event is completed with a context of its own (the identity map of the first event would
 * otherwise answer all later ones), and a failing source ends this subscription with an error instead of closing the socket. An event
 * that belongs to a kept trace names it in its extensions, for the gateway.
 */
export async function subscribeFresh(
  args: ExecutionArgs,
  { makeContext, mask, tracing }: EventEdge,
): Promise<AsyncIterator<ExecutionResult> | ExecutionResult> {
  const first = args.contextValue as Context;
  const format = (error: GraphQLError): GraphQLError => {
    const masked = mask(error.toJSON(), error);
    return new GraphQLError(masked.message, { nodes: error.nodes, path: error.path, extensions: masked.extensions });
  };
  const takeTrace = tracing && followTraces(first);
  const source = await createSourceEventStream(args);
  if (!(Symbol.asyncIterator in source)) return { ...source, errors: source.errors?.map(format) };
  const events = (source as AsyncIterable<unknown>)[Symbol.asyncIterator]();
  const complete = async (value: unknown): Promise<ExecutionResult> => {
    const contextValue = makeContext(first.identity, first.log);
    const result = await execute({ ...args, rootValue: value, contextValue });
    return result.errors ? { ...result, errors: result.errors.map(format) } : result;
  };
  const completeBelow = async (traceparent: string, value: unknown): Promise<ExecutionResult> => {
    const work = { name: `event ${args.operationName ?? 'anonymous'}`, kind: 'consumer' as const, below: traceparent };
    const result = await tracing!.trace(work, () => complete(value));
    return { ...result, extensions: { [TRACE_HEADER]: traceparent } };
  };
  let failed = false;
  const completed: AsyncIterableIterator<ExecutionResult> = {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      if (failed) return { done: true, value: undefined };
      try {
        const { done, value } = await events.next();
        if (done) return { done: true, value: undefined };
        const traceparent = takeTrace?.();
        return { done: false, value: await (traceparent ? completeBelow(traceparent, value) : complete(value)) };
      } catch (error) {
        failed = true;
        await events.return?.();
        const cause =
          error instanceof GraphQLError ? error : new GraphQLError('failed', { originalError: error as Error });
        return { done: false, value: { errors: [format(cause)] } };
      }
    },
    async return() {
      await events.return?.();
      return { done: true, value: undefined };
    },
  };
  return completed;
}

/** Answers the trace of what this subscription was pushed last, once: what it finds by looking belongs to none. */
function followTraces(ctx: Context): () => string | undefined {
  let heard: string | undefined;
  const { live } = ctx;
  ctx.live = { ...live, follow: (topic) => live.follow(topic, (traceparent) => (heard = traceparent)) };
  return () => {
    const traceparent = heard;
    heard = undefined;
    return traceparent;
  };
}
