import { createHmac, randomInt, timingSafeEqual } from 'node:crypto';

export const CODE_LIFETIME_MS = 10 * 60_000;

/** Six digits. */
export const newCode = (): string => String(randomInt(1_000_000)).padStart(6, '0');

/** What is stored of a code. Keyed: a million codes are hashed in a second, so a plain hash would hide nothing. */
export const hashCode = (secretsKey: string, challengeId: string, code: string): string =>
  createHmac('sha256', Buffer.from(secretsKey, 'base64')).update(`${challengeId}:${code}`).digest('hex');

/** Whether `code` is the one that was sent for this challenge, and still counts. */
export function isCode(
  secretsKey: string,
  row: { id: string; code_hash: string | null; code_expires_at: Date | null },
  code: string,
  now: Date,
): boolean {
  if (!row.code_hash || !row.code_expires_at || new Date(row.code_expires_at) <= now) return false;
  return timingSafeEqual(Buffer.from(row.code_hash), Buffer.from(hashCode(secretsKey, row.id, code)));
}
