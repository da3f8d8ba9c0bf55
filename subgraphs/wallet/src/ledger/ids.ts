import { randomBytes } from 'node:crypto';

/**
 * Ids whose first 48 bits are their moment (UUID version 7, RFC 9562): neighbours in time are neighbours in an index, and a
 * transaction's id tells the page that it stands on.
 */
export function timeOrderedId(atMs: number = Date.now()): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(atMs, 0, 6);
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The moment (epoch milliseconds) of such an id. */
export const momentOf = (id: string): number => parseInt(id.slice(0, 8) + id.slice(9, 13), 16);

const LANES = 4_096;

/**
 * A transaction's id: UUID version 8 (RFC 9562) of its moment (48 bits), lane (12) and sequence (62). Within a lane the moment never
 * goes back, so the order of a player's ids is the order of his transactions, and an id alone tells the row's place in the log.
 */
export function transactionIdOf(atMs: number, lane: number, sequence: number): string {
  if (lane >= LANES) throw new Error(`there is no room for lane ${lane} in an id`);
  const moment = atMs.toString(16).padStart(12, '0');
  const high = Math.floor(sequence / 2 ** 48);
  const low = (sequence % 2 ** 48).toString(16).padStart(12, '0');
  return `${moment.slice(0, 8)}-${moment.slice(8)}-8${lane.toString(16).padStart(3, '0')}-${(0x8000 | high).toString(16)}-${low}`;
}

/** Lane and sequence of a transaction's id, or null where it is another kind of id. */
export function placeOf(id: string): { lane: number; sequence: number } | null {
  if (id[14] !== '8') return null;
  const high = parseInt(id.slice(19, 23), 16) & 0x3fff;
  return { lane: parseInt(id.slice(15, 18), 16), sequence: high * 2 ** 48 + parseInt(id.slice(24), 16) };
}
