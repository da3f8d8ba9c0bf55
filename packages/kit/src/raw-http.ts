/** Edges that need a body's very bytes: they get the request before the framework has read anything. */
import type { IncomingMessage, ServerResponse } from 'node:http';

/** The body as it came, or null where it is larger than `mostBytes`; of one that is far larger the rest is not read. Throws where the caller goes before its end. */
export function readRaw(request: IncomingMessage, mostBytes: number): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= mostBytes) chunks.push(chunk);
      if (length <= 4 * mostBytes) return;
      request.pause();
      resolve(null);
    });
    request.on('end', () =>
      resolve(length > mostBytes ? null : chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)),
    );
    request.on('error', reject);
  });
}

/** Answers JSON, unless an answer has begun or the caller has gone. */
export function answerJson(
  response: ServerResponse,
  { status, headers, body }: { status: number; headers?: Record<string, string>; body: object },
): void {
  if (response.headersSent || response.destroyed) return;
  const text = JSON.stringify(body);
  response
    .writeHead(status, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(text),
      ...headers,
    })
    .end(text);
}
