import type { Traits } from '../dialect.ts';

/** What bookmakers' dialects have in common: no sessions, games, or rounds that are closed; a bet has one result at a time. */
export const BOOKMAKER_TRAITS = {
  kind: 'bookmaker',
  signature: 'BODY',
  tokens: false,
  rotatesTokens: false,
  authenticateNamesPlayer: false,
  namesGames: false,
  namesCurrency: true,
  winNamesBet: true,
  rollbackIds: false,
  settlesRounds: false,
  closesRounds: false,
  manyWins: false,
  promotions: false,
  zeroBets: false,
  mostDigits: 9,
  idScope: 'PROVIDER',
  lateBet: 'REFUSED',
  refusedBet: 'JUDGED_AFRESH',
} as const satisfies Partial<Traits>;
