import type { SubgraphDefinition } from '@croupier/kit';
import { projectBookmakerBets } from './bookmaker/project-bookmaker-bets.ts';
import { onUserChanged } from './catalogue/on-user-changed.ts';
import type { GamesRoom } from './room.ts';
import { projectRounds } from './rounds/project-rounds.ts';

/** games answers no requests; it reads the ledger's log. */
export const messages = {
  consumers: [onUserChanged],
  projections: [projectRounds, projectBookmakerBets],
} as unknown as NonNullable<SubgraphDefinition<GamesRoom>['messages']>;
