/** Operations of our own apps: planned before anybody asks, asked for by their hash; in production all that players and guests may send. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Kind, parse } from 'graphql';
import type { GraphqlParameters } from '../http/read-request.ts';
import type { Caller } from '../identity/caller.ts';
import type { KnownOperation } from '../supergraph/operation-cache.ts';
import { refusal } from '../supergraph/request-refused.ts';
import { isTold } from './budgets.ts';

export interface SafeOperations {
  all: readonly KnownOperation[];
  texts: ReadonlySet<string>;
  textOf(hash: string): string | undefined;
  /** Staff and partners write their own. Throws RequestRefused (FORBIDDEN) for an operation that nobody of ours wrote. */
  refuseUnknown(source: string, caller: Caller): void;
}

/** Reads the manifest that web's build writes: texts by their SHA-256. Throws where a text is not the one that its hash promises. */
export function readSafeOperations(file: string): SafeOperations {
  const manifest = new Map(Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>));
  for (const [hash, text] of manifest)
    if (createHash('sha256').update(text).digest('hex') !== hash)
      throw new Error(`${file}: the operation ${hash} has been changed`);
  const texts = new Set(manifest.values());
  return {
    all: [...texts].flatMap(operationsOf),
    texts,
    textOf: (hash) => manifest.get(hash),
    refuseUnknown(source, { identity }) {
      if (texts.has(source) || isTold(identity)) return;
      throw refusal('FORBIDDEN', 'Only the operations of our own apps are run here');
    },
  };
}

/**
 * The operation's text, which may have been sent as its hash. Throws RequestRefused: PERSISTED_QUERY_NOT_FOUND for a hash that is none of
 * ours, PERSISTED_QUERY_NOT_SUPPORTED where there are no operations of ours.
 */
export function sourceOf({ query, persistedHash = '' }: GraphqlParameters, ours: SafeOperations | null): string {
  if (query !== null) return query;
  if (!ours) throw refusal('PERSISTED_QUERY_NOT_SUPPORTED', 'PersistedQueryNotSupported');
  const text = ours.textOf(persistedHash);
  // Apollo's words and status: its clients then send the whole text.
  if (text === undefined) throw refusal('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound', { status: 200 });
  return text;
}

/** With their names, as clients send them. */
function operationsOf(source: string): KnownOperation[] {
  const { definitions } = parse(source, { noLocation: true });
  return definitions.flatMap((each) =>
    each.kind === Kind.OPERATION_DEFINITION ? [{ source, operationName: each.name?.value ?? null }] : [],
  );
}
