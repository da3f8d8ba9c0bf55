import { NotFound } from '@croupier/kit';
import { isUuid } from '../catalogue/is-uuid.ts';
import { dialectOf } from '../providers/index.ts';
import type { GamesContext } from '../room.ts';
import { Bet } from './bet.entity.ts';
import { Round } from './round.entity.ts';
import { StudioShowsNone } from './round.errors.ts';

/**
 * Asks a round's studio for its page of what happened, for staff who look into a complaint. Throws NotFound, StudioShowsNone,
 * ProviderUnavailable.
 */
export async function showRound(ctx: GamesContext, id: string): Promise<{ url: string }> {
  const round = isUuid(id) ? await ctx.em.findOne(Round, { id }) : null;
  if (!round) throw new NotFound('This round');
  const { providerName, userId: playerId, reference: roundId } = round;
  const studio = await ctx.room.studios.find(ctx, providerName);
  const dialect = studio && dialectOf(studio);
  if (!studio || studio.url === null || !dialect?.showRound) throw new StudioShowsNone(providerName);
  const [bet] = await ctx.em.find(Bet, { roundId: id }, { orderBy: { placedAt: 'asc', id: 'asc' }, limit: 1 });
  const asked = { playerId, roundId, transactionId: bet!.reference };
  return ctx.room.calls.repeatedly(studio, 'show-round', () => dialect.showRound!(studio, asked));
}
