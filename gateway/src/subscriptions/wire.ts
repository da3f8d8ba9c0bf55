/** graphql-transport-ws as text and bytes: what is passed on often is neither parsed nor written anew. */
import type { GraphQLError } from 'graphql';

export const PROTOCOL = 'graphql-transport-ws';

/** Close codes of the protocol, and 1013 of RFC 6455's registry. */
export const CLOSE = {
  badRequest: [4400, 'Invalid message received'],
  unauthorized: [4401, 'Unauthorized'],
  forbidden: [4403, 'Forbidden'],
  sessionEnded: [4403, 'The session has ended'],
  noProtocol: [4406, 'Subprotocol not acceptable'],
  initTimeout: [4408, 'Connection initialisation timeout'],
  tooManyInits: [4429, 'Too many initialisation requests'],
  tooManySockets: [4429, 'Too many sockets'],
  tryAgain: [1013, 'Try again later'],
  goingAway: [1001, 'Going away'],
} as const satisfies Record<string, readonly [number, string]>;
export type Close = readonly [code: number, reason: string];

export interface Message {
  type: string;
  id?: string;
  payload?: unknown;
}

const ID_BEFORE = Buffer.from('{"id":"');
const NEXT_BETWEEN = Buffer.from('","type":"next","payload":');
const QUOTE = 0x22;
const CLOSING_BRACE = 0x7d;
const FINAL_TEXT = 0x81;

/** What comes before the payload in the messages of one operation. */
export const nextHead = (id: string): Buffer => Buffer.from(`{"id":${JSON.stringify(id)},"type":"next","payload":`);

export const errorMessage = (id: string, errors: readonly GraphQLError[]): string =>
  JSON.stringify({ id, type: 'error', payload: errors });

export const completeMessage = (id: string): string => JSON.stringify({ id, type: 'complete' });

/** A `next`, ready to be written; `payload` is an answer in JSON. */
export function nextFrame(head: Buffer, payload: Buffer): Buffer {
  const length = head.length + payload.length + 1;
  const frame = beginFrame(length);
  head.copy(frame, frame.length - length);
  payload.copy(frame, frame.length - 1 - payload.length);
  frame[frame.length - 1] = CLOSING_BRACE;
  return frame;
}

/** Any message, ready to be written. */
export function textFrame(message: string): Buffer {
  const length = Buffer.byteLength(message);
  const frame = beginFrame(length);
  frame.write(message, frame.length - length);
  return frame;
}

/** Room for a server's text message in one frame, its header filled in (RFC 6455, section 5.2: final, not masked). */
function beginFrame(length: number): Buffer {
  const header = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(header + length);
  frame[0] = FINAL_TEXT;
  frame[1] = header === 2 ? length : header === 4 ? 126 : 127;
  if (header === 4) frame.writeUInt16BE(length, 2);
  if (header === 10) frame.writeBigUInt64BE(BigInt(length), 2);
  return frame;
}

/** A `next` as graphql-ws writes it: its id and its payload's bytes (a view, not a copy); null for any other form or message. */
export function readNext(data: Buffer): { id: string; payload: Buffer } | null {
  const idFrom = ID_BEFORE.length;
  if (data[data.length - 1] !== CLOSING_BRACE || data.compare(ID_BEFORE, 0, idFrom, 0, idFrom) !== 0) return null;
  const idTo = data.indexOf(QUOTE, idFrom);
  const from = idTo + NEXT_BETWEEN.length;
  if (idTo < 0 || from >= data.length) return null;
  if (data.compare(NEXT_BETWEEN, 0, NEXT_BETWEEN.length, idTo, from) !== 0) return null;
  return { id: data.toString('latin1', idFrom, idTo), payload: data.subarray(from, data.length - 1) };
}

/** Any message of the protocol; null for what is none. */
export function readMessage(data: Buffer | string): Message | null {
  let value: unknown;
  try {
    value = JSON.parse(String(data));
  } catch {
    return null;
  }
  if (!isObject(value) || typeof value.type !== 'string') return null;
  if (value.id !== undefined && (typeof value.id !== 'string' || value.id === '')) return null;
  return value as unknown as Message;
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
