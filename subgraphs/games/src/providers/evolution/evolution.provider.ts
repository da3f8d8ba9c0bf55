import { POLICIES } from '@croupier/contracts';
import type { StudioDialect } from '../provider.ts';
import { askRound, launchGame, listGames, showRound } from './call-studio.ts';
import { readCallback } from './read-callback.ts';
import { isShown, tokensFault } from './tokens.ts';
import { writeOutcome } from './write-outcome.ts';

/**
 * A dialect in the style of Evolution's One Wallet. What it calls `sid` is our session token, its table our game, and its `refId`, which ties
 * debits to their one credit, a round of ours.
 */
export const evolution: StudioDialect = {
  name: 'evolution',
  policy: POLICIES.evolution,
  isSigned: (call, secret) => isShown(secret, call.query.get('authToken')),
  read: readCallback,
  write: writeOutcome,
  refuseUnsigned: () => ({ status: 401, body: { status: 'INVALID_TOKEN_ID', retransmission: false } }),
  refuseMalformed: ({ message }) => ({
    status: 200,
    body: { status: 'INVALID_PARAMETER', retransmission: false, message },
  }),
  secretFault: tokensFault,
  launchGame,
  listGames,
  showRound,
  askRound,
};
