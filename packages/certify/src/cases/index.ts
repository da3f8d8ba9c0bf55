import type { Case } from '../case.ts';
import { betCases } from './bet.ts';
import { bookmakerCases } from './bookmaker.ts';
import { idempotencyCases } from './idempotency.ts';
import { promoCases } from './promo.ts';
import { reconciliationCases } from './reconciliation.ts';
import { rollbackCases } from './rollback.ts';
import { roundCases } from './round.ts';
import { sessionCases } from './session.ts';
import { winCases } from './win.ts';

/** All 122, in their order. */
export const CASES: Case[] = [
  ...sessionCases,
  ...betCases,
  ...roundCases,
  ...idempotencyCases,
  ...winCases,
  ...rollbackCases,
  ...promoCases,
  ...bookmakerCases,
  ...reconciliationCases,
];
