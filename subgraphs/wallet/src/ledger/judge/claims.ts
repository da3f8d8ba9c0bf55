/** Claims make every reference happen once, for ever. */
import { hash as digest } from 'node:crypto';
import type { ClaimKind, ClaimRow } from '../rows.ts';
import type { Judging } from './post.ts';

/** A short hash of what makes a repeat identical. Amounts go in by value. */
export function hashOf(...parts: (string | bigint | boolean | null)[]): string {
  const text = JSON.stringify(parts.map((part) => (typeof part === 'bigint' ? `${part}` : part)));
  return digest('sha256', text, 'base64url').slice(0, 22);
}

/** The claim under which a reference is known to this player and this policy. */
export const claimOf = (judging: Judging, reference: string): ClaimRow | undefined =>
  judging.draft.get('claim', claimScopeOf(judging, reference), reference);

export function claim(
  judging: Judging,
  reference: string,
  kind: ClaimKind,
  hash: string,
  transactionId: string | null,
): void {
  const { draft, userId } = judging;
  const scope = claimScopeOf(judging, reference);
  draft.put('claim', { scope, reference, kind, userId, hash, transactionId, createdAt: draft.postedAt });
}

/** Where a player's own use of a reference is claimed that another player had first. No room may speak for such a scope. */
export const playerScopeOf = (scope: string, userId: string): string => `player:${userId}:${scope}`;

/**
 * The scope in which a reference is claimed. With `txScope: PER_PLAYER` the first player has it under the provider's own scope like everywhere,
 * and every other one under a scope of theirs: so a claim is found whatever the policy was when it was made.
 */
export function claimScopeOf({ draft, scope, userId, perPlayer }: Judging, reference: string): string {
  const first = perPlayer ? draft.get('claim', scope, reference) : undefined;
  return first && first.userId !== userId ? playerScopeOf(scope, userId) : scope;
}

/** Where a late bet is claimed whose own reference is taken by its tombstone. No room may speak for such a scope. */
export const lateScopeOf = (claimScope: string): string => `late:${claimScope}`;

/** Whether a claim is this very request, seen before. */
export const isRepeat = (found: ClaimRow, kind: ClaimKind, userId: string, hash: string): boolean =>
  found.kind === kind && found.userId === userId && found.hash === hash;
