import { CROUPIER_POLICY } from '@croupier/contracts';
import { sharedSecretFault } from '../secret-form.ts';
import { isSignedCall } from '../signature.ts';
import type { StudioDialect } from '../provider.ts';
import { askRound, freeRounds, launchGame, listGames } from './call-studio.ts';
import { readCallback } from './read-callback.ts';
import { writeOutcome } from './write-outcome.ts';

/** Croupier's own dialect (interface.md, "Provider callbacks"). */
export const croupier: StudioDialect = {
  name: 'croupier',
  policy: CROUPIER_POLICY,
  isSigned: isSignedCall,
  read: readCallback,
  write: writeOutcome,
  refuseUnsigned: () => ({ status: 401, body: { status: 'INVALID_SIGNATURE' } }),
  refuseMalformed: ({ message }) => ({ status: 400, body: { status: 'INVALID_REQUEST', message } }),
  secretFault: sharedSecretFault,
  launchGame,
  listGames,
  askRound,
  freeRounds,
};
