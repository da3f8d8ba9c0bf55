/** Hands requests on as they came: bodies byte for byte, because signatures are over the raw body. */
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { answerJson, type Logger, readRaw, type Tracing } from '@croupier/kit';
import { type Dispatcher, Pool } from 'undici';

export interface Forwarding {
  /** headers to add, beside those of the request */
  headers?: Record<string, string>;
  /** the answer where the part behind does not answer */
  unavailable: { headers?: Record<string, string>; body: object };
  address: string;
  /** the answer to a body above 256 KB, where it is not 413 */
  tooLarge?: { status: number; body: object };
}

export interface Forwarder {
  forward(request: IncomingMessage, response: ServerResponse, origin: string, forwarding: Forwarding): Promise<void>;
  close(): Promise<void>;
}

const MOST_BYTES = 256 * 1024;
const TOO_LARGE = { status: 413, body: { code: 'BAD_REQUEST', message: 'The body is larger than 256 KB' } };
/** Hop-by-hop, what we set ourselves, and names under which the outside might pose as the gateway. */
const DROPPED = new Set([
  'connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'te', 'trailer', 'transfer-encoding', 'upgrade',
  'host', 'expect', 'x-forwarded-for', 'forwarded', 'x-real-ip', 'traceparent', 'tracestate', 'baggage',
]); // prettier-ignore

export function createForwarder(log: Logger, tracing: Tracing | null = null): Forwarder {
  const pools = new Map<string, Pool>();
  const poolOf = (origin: string): Pool => {
    let pool = pools.get(origin);
    // Studios wait for seconds; recalculation answers within 10 s.
    if (!pool)
      pools.set(
        origin,
        (pool = new Pool(new URL(origin).origin, {
          connections: 256,
          connectTimeout: 2_000,
          headersTimeout: 15_000,
          bodyTimeout: 30_000,
        })),
      );
    return pool;
  };
  return {
    async forward(request, response, origin, { headers = {}, unavailable, address, tooLarge = TOO_LARGE }) {
      const body = await readRaw(request, MOST_BYTES);
      if (body === null) return answerJson(response, { ...tooLarge, headers: { connection: 'close' } });
      const traceparent = tracing?.traceparent();
      const { 'content-length': _length, ...travelling } = kept(request.headers);
      poolOf(origin).dispatch(
        {
          method: request.method as Dispatcher.HttpMethod,
          path: request.url!,
          headers: { ...travelling, 'x-forwarded-for': address, ...(traceparent && { traceparent }), ...headers },
          body: body.length > 0 || request.method === 'POST' ? body : null,
        },
        handOn(response, (error) => {
          log.warn({ path: request.url, problem: error.message }, 'the part behind does not answer');
          answerJson(response, { status: 503, ...unavailable });
        }),
      );
    },
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.close()));
    },
  };
}

/** Hands the answer on as it comes; `fail` is told where none has begun. */
function handOn(response: ServerResponse, fail: (error: Error) => void): Dispatcher.DispatchHandler {
  return {
    onRequestStart(controller) {
      response.on('close', () => {
        if (!response.writableFinished) controller.abort(new Error('the caller has gone'));
      });
    },
    onResponseStart(_controller, status, headers) {
      response.writeHead(status, kept(headers));
    },
    onResponseData(controller, chunk) {
      if (response.write(chunk)) return;
      controller.pause();
      response.once('drain', () => controller.resume());
    },
    onResponseEnd() {
      response.end();
    },
    onResponseError(_controller, error) {
      // A stream that breaks off in the middle breaks off here too: its reader must not take it for whole.
      if (response.headersSent) response.destroy();
      else fail(error);
    },
  };
}

/** Headers that travel on. */
function kept(headers: IncomingHttpHeaders): Record<string, string | string[]> {
  const { connection } = headers;
  const isListing = connection !== undefined && connection !== 'keep-alive';
  const listed = isListing
    ? connection
        .toLowerCase()
        .split(',')
        .map((each) => each.trim())
    : [];
  const travelling: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || DROPPED.has(name) || name.startsWith('x-croupier-') || listed.includes(name)) continue;
    travelling[name] = value;
  }
  return travelling;
}
