import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import type { HostileRequest } from './hostile-request.ts';

export interface HostileAnswer {
  status: number;
  headers: string;
  text: string;
  ms: number;
}

/** Sends one to the graph at `graphUrl`. Null: the connection was closed without a word. */
export async function sendHostile(
  { method = 'POST', search = '', headers, body, raw }: HostileRequest,
  graphUrl: string,
): Promise<HostileAnswer | null> {
  const startedAtMs = performance.now();
  const url = new URL(graphUrl + search);
  if (raw !== undefined) {
    const text = await sendBytes(raw, url);
    const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0);
    return text === '' ? null : { status, headers: text, text, ms: performance.now() - startedAtMs };
  }
  return new Promise((resolve) => {
    const outgoing = httpRequest(
      { host: url.hostname, port: url.port, path: `/graphql${search}`, method, headers: { 'content-type': 'application/json', ...headers }, agent: false }, // prettier-ignore
      (incoming) => {
        let text = '';
        incoming.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        incoming.on('close', () => resolve({ status: incoming.statusCode!, headers: JSON.stringify(incoming.headers), text, ms: performance.now() - startedAtMs })); // prettier-ignore
      },
    );
    outgoing.on('error', () => resolve(null));
    outgoing.end(body);
  });
}

function sendBytes(raw: string | Buffer, { hostname, port }: URL): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(Number(port), hostname, () => socket.end(raw));
    socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    socket.on('error', () => resolve(text));
    socket.on('close', () => resolve(text));
  });
}
