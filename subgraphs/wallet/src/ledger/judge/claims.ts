/** Claims make every reference happen once, for ever. */
import { createHash } from 'node:crypto';
import type { ClaimKind, ClaimRow } from '../rows.ts';
import type { Judging } from './post.ts';

/** A short hash of what makes a repeat identical. Amounts go in by value. */
export function hashOf(...parts: (string | bigint | boolean | null)[]): string {
  return createHash('sha256')
    .update(JSON.stringify(parts.map((part) => (typeof part === 'bigint' ? `${part}` : part))))
    .digest('base64url')
    .slice(0, 22);
}

export const claimOf = ({ draft, scope }: Judging, reference: string): ClaimRow | undefined =>
  draft.get('claim', scope, reference);

export function claim(
  judging: Judging,
  reference: string,
  kind: ClaimKind,
  hash: string,
  transactionId: string | null,
): void {
  const { draft, scope, userId } = judging;
  draft.put('claim', { scope, reference, kind, userId, hash, transactionId, createdAt: draft.postedAt });
}

/** Whether a claim is this very request, seen before. */
export const isRepeat = (found: ClaimRow, kind: ClaimKind, userId: string, hash: string): boolean =>
  found.kind === kind && found.userId === userId && found.hash === hash;
