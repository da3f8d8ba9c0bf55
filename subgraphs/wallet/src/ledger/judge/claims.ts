/** Claims make every reference happen once, for ever. */
import { hash as digest } from 'node:crypto';
import type { ClaimKind, ClaimRow } from '../rows.ts';
import type { Judging } from './post.ts';

/** A short hash of what makes a repeat identical. Amounts go in by value. */
export function hashOf(...parts: (string | bigint | boolean | null)[]): string {
  const text = JSON.stringify(parts.map((part) => (typeof part === 'bigint' ? `${part}` : part)));
  return digest('sha256', text, 'base64url').slice(0, 22);
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

/** Where a late bet is claimed whose own reference is taken by its tombstone. No room may speak for such a scope. */
export const lateScopeOf = (scope: string): string => `late:${scope}`;

/** Whether a claim is this very request, seen before. */
export const isRepeat = (found: ClaimRow, kind: ClaimKind, userId: string, hash: string): boolean =>
  found.kind === kind && found.userId === userId && found.hash === hash;
