import { ormOptions } from '@croupier/kit';
import { BookmakerBet } from './bookmaker/bookmaker-bet.entity.ts';
import { Recalculation } from './bookmaker/recalculation.entity.ts';
import { Game } from './catalogue/game.entity.ts';
import { Provider } from './catalogue/provider.entity.ts';
import { Bet } from './rounds/bet.entity.ts';
import { FreeRounds } from './free-rounds/free-rounds.entity.ts';
import { Round } from './rounds/round.entity.ts';

export const ormFor = (databaseUrl: string) =>
  ormOptions(databaseUrl, {
    entities: [Game, Provider, Round, Bet, FreeRounds, BookmakerBet, Recalculation],
    moduleUrl: import.meta.url,
  });
