import { POLICIES } from '@croupier/contracts';
import type { StudioDialect } from '../provider.ts';
import { sharedSecretFault } from '../secret-form.ts';
import { askRound, freeRounds, launchGame, listGames, showRound } from './call-studio.ts';
import { readCallback } from './read-callback.ts';
import { isSignedBody } from './signature.ts';
import { writeOutcome } from './write-outcome.ts';

/** A dialect in the style of SOFTSWISS and BGaming: a play is an array of actions that happen together or not at all. */
export const softswiss: StudioDialect = {
  name: 'softswiss',
  policy: POLICIES.softswiss,
  isSigned: (call, secret) => isSignedBody(secret, call.body, call.headers['x-request-sign']),
  read: readCallback,
  write: writeOutcome,
  refuseUnsigned: () => ({ status: 403, body: { code: 403, message: 'the signature does not fit' } }),
  refuseMalformed: ({ message }) => ({ status: 400, body: { code: 400, message } }),
  secretFault: sharedSecretFault,
  launchGame,
  listGames,
  showRound,
  askRound,
  freeRounds,
};
