import type { SubgraphParts } from '@croupier/kit';
import { BookmakerBetResolver } from './bookmaker/bookmaker-bet.resolver.ts';
import { RecalculationResolver } from './bookmaker/recalculation.resolver.ts';
import { Game } from './catalogue/game.entity.ts';
import { GameResolver } from './catalogue/game.resolver.ts';
import { CategoryResolver } from './catalogue/category.resolver.ts';
import { ProviderResolver } from './catalogue/provider.resolver.ts';
import { isUuid } from './catalogue/is-uuid.ts';
import { FreeRoundsResolver } from './free-rounds/free-rounds.resolver.ts';
import type { GamesContext } from './room.ts';
import { maySee } from './rounds/own-or-staff.ts';
import { Round } from './rounds/round.entity.ts';
import { RoundResolver } from './rounds/round.resolver.ts';
import { SessionResolver } from './sessions/session.resolver.ts';

export const parts: SubgraphParts = {
  resolvers: [
    GameResolver,
    CategoryResolver,
    ProviderResolver,
    SessionResolver,
    RoundResolver,
    FreeRoundsResolver,
    BookmakerBetResolver,
    RecalculationResolver,
  ],
  references: {
    Game: async ({ id = '' }, ctx: GamesContext) => (isUuid(id) ? ctx.em.findOne(Game, { id }) : null),
    Round: async ({ id = '' }, ctx: GamesContext) => {
      const round = isUuid(id) ? await ctx.em.findOne(Round, { id }) : null;
      return round && maySee(ctx, round.userId) ? round : null;
    },
  },
};
