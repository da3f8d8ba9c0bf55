import type { Dispatcher } from 'undici';

/** A request to a subgraph, and what it answers. */
export interface Posted {
  path: string;
  headers: Record<string, string>;
  body: string;
  /** aborted when nobody waits for the answer any more */
  signal?: AbortSignal;
  /** the longest wait for the answer's head, and between its parts */
  timeoutMs: number;
}
export interface Received {
  status: number;
  text: string;
}

/** Posts and gathers the whole answer, without the stream that undici's own `request` makes of it. Rejects where there is none. */
export function post(pool: Dispatcher, { path, headers, body, signal, timeoutMs }: Posted): Promise<Received> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let status = 0;
    let abort: (() => void) | undefined;
    const settle = (): void => void (abort && signal?.removeEventListener('abort', abort));
    pool.dispatch(
      { method: 'POST', path, headers, body, headersTimeout: timeoutMs, bodyTimeout: timeoutMs },
      {
        onRequestStart(controller) {
          if (!signal) return;
          settle();
          abort = () => controller.abort(signal.reason as Error);
          if (signal.aborted) abort();
          else signal.addEventListener('abort', abort);
        },
        onResponseStart: (_controller, statusCode) => void (status = statusCode),
        onResponseData: (_controller, chunk) => void chunks.push(chunk),
        onResponseEnd() {
          settle();
          resolve({ status, text: textOf(chunks) });
        },
        onResponseError(_controller, error) {
          settle();
          reject(error);
        },
      },
    );
  });
}

const textOf = (chunks: Buffer[]): string => (chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)).toString();
