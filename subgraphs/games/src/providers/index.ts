import type { Studio } from '../catalogue/studio-memory.ts';
import { croupier } from './croupier/croupier.provider.ts';
import { evolution } from './evolution/evolution.provider.ts';
import { hub88 } from './hub88/hub88.provider.ts';
import type { StudioDialect } from './provider.ts';
import { softswiss } from './softswiss/softswiss.provider.ts';

/** The dialects that are spoken here, by name. */
export const DIALECTS = new Map<string, StudioDialect>(
  [croupier, hub88, softswiss, evolution].map((dialect) => [dialect.name, dialect]),
);

/** The dialect of a studio. Rows name known dialects only: anything else is a bug. */
export function dialectOf(studio: Pick<Studio, 'name' | 'dialect'>): StudioDialect {
  const dialect = DIALECTS.get(studio.dialect);
  if (!dialect) throw new Error(`${studio.name} speaks ${studio.dialect}, which is not known here`);
  return dialect;
}
