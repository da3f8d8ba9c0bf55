import { POLICIES } from '@croupier/contracts';
import type { StudioDialect } from '../provider.ts';
import { publicKeyFault } from '../secret-form.ts';
import { askRound, freeRounds, launchGame, listGames, showRound } from './call-studio.ts';
import { isSignedBody } from './keys.ts';
import { readCallback } from './read-callback.ts';
import { writeOutcome } from './write-outcome.ts';

/**
 * A dialect in the style of Hub88 and Caleta. The studio's secret material are PEM blocks: its public key, which its callbacks are checked
 * with, and our own private key, which signs what we ask of it.
 */
export const hub88: StudioDialect = {
  name: 'hub88',
  policy: POLICIES.hub88,
  isSigned: (call, secret) => isSignedBody(secret, call.body, call.headers['x-hub88-signature']),
  read: readCallback,
  write: writeOutcome,
  refuseUnsigned: () => ({ status: 200, body: { status: 'RS_ERROR_INVALID_SIGNATURE' } }),
  refuseMalformed: ({ message, wrongType }) => ({
    status: 200,
    body: { status: wrongType ? 'RS_ERROR_WRONG_TYPES' : 'RS_ERROR_WRONG_SYNTAX', message },
  }),
  secretFault: (secret) => publicKeyFault(secret),
  launchGame,
  listGames,
  showRound,
  askRound,
  freeRounds,
};
