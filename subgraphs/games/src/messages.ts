import { projectBookmakerBets } from './bookmaker/project-bookmaker-bets.ts';
import { projectRounds } from './rounds/project-rounds.ts';

/** games hears no events and answers no requests; it reads the ledger's log. */
export const messages = { projections: [projectRounds, projectBookmakerBets] };
