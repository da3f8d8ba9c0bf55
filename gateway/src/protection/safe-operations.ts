/** Operations of our own apps, which in production are all that players and guests may send. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { refusal } from '../supergraph/request-refused.ts';
import type { Caller } from '../identity/caller.ts';
import { isTold } from './budgets.ts';

export interface SafeOperations {
  /** Staff and partners write their own. Throws RequestRefused (FORBIDDEN) for an operation that nobody of ours wrote. */
  refuseUnknown(source: string, caller: Caller): void;
  texts: ReadonlySet<string>;
}

/** Reads the manifest that web's build writes: texts by their SHA-256. Throws where a text is not the one that its hash promises. */
export function readSafeOperations(file: string): SafeOperations {
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
  for (const [hash, text] of Object.entries(manifest))
    if (createHash('sha256').update(text).digest('hex') !== hash)
      throw new Error(`${file}: the operation ${hash} has been changed`);
  const texts = new Set(Object.values(manifest));
  return {
    texts,
    refuseUnknown(source, { identity }) {
      if (texts.has(source) || isTold(identity)) return;
      throw refusal('FORBIDDEN', 'Only the operations of our own apps are run here');
    },
  };
}
