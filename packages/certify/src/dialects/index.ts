import type { Dialect } from '../dialect.ts';
import { betby } from './betby.ts';
import { bookmaker } from './bookmaker.ts';
import { croupier } from './croupier.ts';
import { evolution } from './evolution.ts';
import { hub88 } from './hub88.ts';
import { softswiss } from './softswiss.ts';

/** The dialects that the kit speaks, by name. */
export const DIALECTS = new Map<string, Dialect>(
  [croupier, bookmaker, betby, hub88, softswiss, evolution].map((dialect) => [dialect.name, dialect]),
);
