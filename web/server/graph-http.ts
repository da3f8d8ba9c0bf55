import type { Request, Response } from 'express';
import { request as send, type Dispatcher } from 'undici';
import type { Session } from './session.ts';

const MAX_BODY_BYTES = 256 * 1024;
const TO_GATEWAY = ['content-type', 'accept', 'accept-language', 'x-request-id', 'traceparent'];
const TO_BROWSER = [
  'content-type',
  'content-disposition',
  'content-length',
  'retry-after',
  'cache-control',
  'x-request-id',
];

export interface Passed {
  gatewayUrl: string;
  session: Session | null;
}

/** Passes a graph request of the browser on to the gateway, with the access token that the browser never sees. */
export async function passGraphRequest(req: Request, res: Response, passed: Passed): Promise<void> {
  if (Number(req.headers['content-length'] ?? 0) > MAX_BODY_BYTES) {
    refuse(res, 413, 'BAD_USER_INPUT', 'The request is too large');
    req.resume();
    return;
  }
  const body = await readBody(req);
  if (!body) return refuse(res, 413, 'BAD_USER_INPUT', 'The request is too large');
  await passOn(req, res, passed, { path: '/graphql', method: 'POST', body });
}

/** Passes the download of a finished report on, with the same token. */
export async function passExport(req: Request, res: Response, passed: Passed): Promise<void> {
  const path = `/reports/exports/${encodeURIComponent(String(req.params['id']))}`;
  await passOn(req, res, passed, { path, method: 'GET', body: null });
}

interface Outgoing {
  path: string;
  method: Dispatcher.HttpMethod;
  body: Buffer | null;
}

async function passOn(req: Request, res: Response, passed: Passed, outgoing: Outgoing): Promise<void> {
  const headers: Record<string, string> = { 'x-forwarded-for': req.socket.remoteAddress ?? '' };
  for (const name of TO_GATEWAY) {
    const value = req.headers[name];
    if (typeof value === 'string') headers[name] = value;
  }
  if (passed.session) headers['authorization'] = `Bearer ${passed.session.accessToken}`;
  try {
    const { method, body } = outgoing;
    const answer = await send(passed.gatewayUrl + outgoing.path, {
      method,
      headers,
      body,
      headersTimeout: 30_000,
      bodyTimeout: 60_000,
    });
    res.status(answer.statusCode);
    for (const name of TO_BROWSER) {
      const value = answer.headers[name];
      if (value !== undefined) res.setHeader(name, value);
    }
    res.setHeader('cache-control', 'no-store');
    answer.body.on('error', () => res.destroy());
    answer.body.pipe(res);
  } catch {
    if (!res.headersSent) refuse(res, 503, 'PROVIDER_UNAVAILABLE', 'The platform does not answer at the moment');
  }
}

export function refuse(res: Response, status: number, code: string, message: string): void {
  res.status(status).json({ errors: [{ message, extensions: { code } }] });
}

async function readBody(req: Request): Promise<Buffer | null> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of req as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > MAX_BODY_BYTES) return null;
    parts.push(part);
  }
  return Buffer.concat(parts);
}
