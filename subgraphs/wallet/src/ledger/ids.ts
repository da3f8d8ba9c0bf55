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
