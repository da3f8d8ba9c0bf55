import type { Partner } from '../../catalogue/studio-memory.ts';
import { betby } from './betby/betby.dialect.ts';
import { bookmaker } from './bookmaker/bookmaker.dialect.ts';
import type { BookmakerDialect } from './dialect.ts';

/** The dialects that bookmakers may speak here, by name. */
export const BOOKMAKER_DIALECTS = new Map<string, BookmakerDialect>(
  [bookmaker, betby].map((dialect) => [dialect.name, dialect]),
);

/** The dialect of a bookmaker. Rows name known dialects only: anything else is a bug. */
export function bookmakerDialectOf(partner: Pick<Partner, 'name' | 'dialect'>): BookmakerDialect {
  const dialect = BOOKMAKER_DIALECTS.get(partner.dialect);
  if (!dialect) throw new Error(`${partner.name} speaks ${partner.dialect}, which is not known here`);
  return dialect;
}
