import { createHash, timingSafeEqual } from 'node:crypto';

/** The secret material: the token that the studio shows in `?authToken=`, on a second line the one that we show it, on a third that of its history. */
const linesOf = (secret: string): string[] => secret.split(/\r?\n/).map((line) => line.trim());

export const apiTokenOf = (secret: string): string => linesOf(secret)[1] || linesOf(secret)[0]!;

export const historyTokenOf = (secret: string): string => linesOf(secret)[2] || apiTokenOf(secret);

/** Whether the call shows the studio's token. A style without signature: its callbacks need TLS and an address list before them. */
export function isShown(secret: string, token: string | null): boolean {
  const expected = linesOf(secret)[0]!;
  return token !== null && expected !== '' && timingSafeEqual(digest(expected), digest(token));
}

/** Three lines at most, of 12 characters or more that an address can carry as they are. */
export function tokensFault(secret: string): string | null {
  const tokens = linesOf(secret.trimEnd());
  if (tokens.length > 3) return 'has one line, two or three';
  return tokens.every((token) => /^[\x21-\x7e]{12,}$/.test(token))
    ? null
    : 'each line is a token of 12 printable characters or more, without spaces';
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
