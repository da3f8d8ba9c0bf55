/** Hands requests on as they came: bodies byte for byte, because signatures are over the raw body. */
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Logger, Tracing } from '@croupier/kit';
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
        (pool = new Pool(origin, {
          connections: 128,
          connectTimeout: 2_000,
          headersTimeout: 15_000,
          bodyTimeout: 30_000,
        })),
      );
    return pool;
  };
  return {
    async forward(request, response, origin, { headers = {}, unavailable, address, tooLarge = TOO_LARGE }) {
      const body = await readRaw(request);
      if (body === null) return finish(response, tooLarge.status, {}, tooLarge.body);
      const traceparent = tracing?.traceparent();
      let answer: Dispatcher.ResponseData;
      try {
        answer = await poolOf(new URL(origin).origin).request({
          method: request.method as Dispatcher.HttpMethod,
          path: request.url!,
          headers: {
            ...kept(request.headers, 'content-length'),
            'x-forwarded-for': address,
            ...(traceparent && { traceparent }),
            ...headers,
          },
          body: body.length > 0 || request.method === 'POST' ? body : null,
        });
      } catch (error) {
        log.warn({ path: request.url, problem: (error as Error).message }, 'the part behind does not answer');
        return finish(response, 503, unavailable.headers ?? {}, unavailable.body);
      }
      response.writeHead(answer.statusCode, kept(answer.headers));
      // A stream that breaks off in the middle breaks off here too: its reader must not take it for whole.
      answer.body.on('error', () => response.destroy()).pipe(response);
      response.on('close', () => answer.body.destroy());
    },
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.close()));
    },
  };
}

function kept(headers: IncomingHttpHeaders, ...dropped: string[]): Record<string, string | string[]> {
  const listed = new Set(
    String(headers.connection ?? '')
      .toLowerCase()
      .split(',')
      .map((each) => each.trim()),
  );
  const entries = Object.entries(headers).filter(
    ([name, value]) =>
      value !== undefined &&
      !DROPPED.has(name) &&
      !dropped.includes(name) &&
      !listed.has(name) &&
      !name.startsWith('x-croupier-'),
  );
  return Object.fromEntries(entries) as Record<string, string | string[]>;
}

/** The body as it came, or null where it is larger than a body may be. */
async function readRaw(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= MOST_BYTES) chunks.push(chunk);
    if (length > 4 * MOST_BYTES) return null; // the rest is not worth reading
  }
  return length > MOST_BYTES ? null : Buffer.concat(chunks);
}

/** A JSON answer of the gateway's own. */
export function finish(response: ServerResponse, status: number, headers: Record<string, string>, body: object): void {
  if (response.headersSent || response.destroyed) return;
  response
    .writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
    .end(JSON.stringify(body));
}
