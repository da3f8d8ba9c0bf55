import type { Traits } from './dialect.ts';
import type { CaseRun } from './case-run.ts';

/** A certification case. Its number and meaning are those of the published list (README, "The cases"). */
export interface Case {
  number: number;
  title: string;
  /** true, or why a dialect with these traits cannot be asked this */
  applies: (traits: Traits) => true | string;
  /** Throws CaseFailed where the wallet is wrong, NotApplicable where the house cannot do what is needed. */
  run: (t: CaseRun) => Promise<void>;
}

/** The wallet answered otherwise than it must. */
export class CaseFailed extends Error {}

/** The case cannot be run here; the message is the reason. */
export class NotApplicable extends Error {}

type Check = (traits: Traits) => true | string;
/** The first reason that any of the checks has. */
export const all =
  (...checks: Check[]): Check =>
  (traits) =>
    checks.map((check) => check(traits)).find((answer) => answer !== true) ?? true;

export const always: Check = () => true;
/** A case that no dialect of the kit, or no kit over HTTP, can ask; listed so that nobody thinks it was forgotten. */
export const never = (reason: string): Pick<Case, 'applies' | 'run'> => ({
  applies: () => reason,
  run: async () => {},
});
export const studio: Check = ({ kind }) => kind === 'studio' || 'a case of studios';
export const bookmakers: Check = ({ kind }) => kind === 'bookmaker' || 'a case of bookmakers';
export const speaks =
  (
    ...kinds: (
      | 'authenticate'
      | 'balance'
      | 'bet'
      | 'win'
      | 'rollback'
      | 'end-round'
      | 'play'
      | 'check'
      | 'settle'
      | 'reopen'
      | 'recalculate'
    )[]
  ): Check =>
  ({ speaks }) => {
    const missing = kinds.find((kind) => !speaks.has(kind));
    return missing === undefined || `the dialect has no ${missing}`;
  };
/** A trait that is needed, and what to say where it is missing. */
export const has =
  (trait: keyof Traits, reason: string): Check =>
  (traits) =>
    Boolean(traits[trait]) || reason;
