import { createHmac, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { Refusal } from '../errors.ts';

const windowSeconds = 300;

/** `base64(HMAC-SHA256(secret, path + "\n" + timestamp + "\n" + raw body))` (interface.md, Provider callbacks). */
export function signCallback(secret: string, path: string, timestamp: string, body: string | Buffer): string {
  return createHmac('sha256', secret).update(`${path}\n${timestamp}\n`).update(body).digest('base64');
}

/** Whether the signature fits the path, the bytes and a timestamp (Unix seconds) within five minutes of now. */
export function isSignedCallback(
  secret: string,
  path: string,
  headers: { timestamp: unknown; signature: unknown },
  body: string | Buffer,
  nowMs: number,
): boolean {
  const { timestamp, signature } = headers;
  if (typeof timestamp !== 'string' || !/^\d{1,12}$/.test(timestamp) || typeof signature !== 'string') return false;
  if (Math.abs(nowMs / 1000 - Number(timestamp)) > windowSeconds) return false;
  const expected = Buffer.from(signCallback(secret, path, timestamp, body));
  const given = Buffer.from(signature);
  return expected.length === given.length && timingSafeEqual(expected, given);
}

/** The operator's own calls to us are signed as ours to it. Refuses with INVALID_SIGNATURE, HTTP 401. */
export function requireSignature(secret: string, request: FastifyRequest): void {
  const path = request.url.split('?')[0] as string;
  const headers = { timestamp: request.headers['x-timestamp'], signature: request.headers['x-signature'] };
  if (!isSignedCallback(secret, path, headers, request.rawBody, Date.now())) {
    throw new Refusal('INVALID_SIGNATURE', 401, 'X-Timestamp or X-Signature does not fit this request');
  }
}
