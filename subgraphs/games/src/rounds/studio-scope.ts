import type { LedgerEntry } from '@croupier/contracts';

export const STUDIO_SCOPE = 'studio:';

/** The studio whose entry it is. */
export const providerOf = (entry: LedgerEntry): string => entry.scope.slice(STUDIO_SCOPE.length);
