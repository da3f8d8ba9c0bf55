import type { Dialect } from '../dialect.ts';
import { bookmaker } from './bookmaker.ts';
import { croupier } from './croupier.ts';

/** The dialects that the kit speaks, by name. */
export const DIALECTS = new Map<string, Dialect>([croupier, bookmaker].map((dialect) => [dialect.name, dialect]));
