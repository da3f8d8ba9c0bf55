import { toUSVString } from 'node:util';
import { idText } from '@croupier/contracts';

/** An id as outside parties send it. Lone surrogates would all become U+FFFD on their way, and two ids one. */
export const outsideId = idText.refine((text) => toUSVString(text) === text, 'must be well-formed Unicode');

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** How numbers arrive: as floats, as the text that was sent, or whole ones as bigint (others stay floats). */
export type NumbersAs = 'FLOAT' | 'TEXT' | 'BIGINT';

/** Reads bytes as JSON text. Throws for bytes that are not UTF-8 and for no JSON. */
export function readJson(body: Buffer, numbers: NumbersAs): unknown {
  const text = utf8.decode(body);
  // A number counts by the digits that were sent: a float would have lost some.
  const keepDigits = (_key: string, value: unknown, context: { source?: string }) => {
    if (typeof value !== 'number' || context.source === undefined) return value;
    if (numbers === 'TEXT') return context.source;
    return /^-?[0-9]{1,40}$/.test(context.source) ? BigInt(context.source) : value;
  };
  return numbers === 'FLOAT' ? JSON.parse(text) : JSON.parse(text, keepDigits as never);
}

/** Reads the bytes of a callback likewise. Throws for JSON that is no object, too. */
export function readObject(body: Buffer, numbers: NumbersAs = 'FLOAT'): Record<string, unknown> {
  const value = readJson(body, numbers);
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new SyntaxError('not an object');
  return value as Record<string, unknown>;
}
