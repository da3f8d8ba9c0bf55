import { query } from '@croupier/kit';
import type { Studio } from '../catalogue/studio-memory.ts';
import type { StudioFreeRounds } from '../providers/provider.ts';
import type { GamesContext } from '../room.ts';
import type { FreeRounds } from './free-rounds.entity.ts';

/** Tells a studio of a grant; it knows the grant by its id, so a repeat gives nothing more. Throws ProviderUnavailable. */
export async function tellStudio(
  ctx: GamesContext,
  studio: Studio,
  free: StudioFreeRounds,
  grant: FreeRounds,
): Promise<void> {
  await ctx.room.calls.repeatedly(studio, 'grant-free-rounds', () => free.grant(studio, toldOf(grant)));
  const standing = await query(
    ctx.em,
    'update free_rounds set told_at = coalesce(told_at, ?) where id = ? and cancelled_at is null returning id',
    [ctx.now(), grant.id],
  );
  // Taken back while the studio was told: giving must not be its last word.
  if (standing.length === 0)
    await ctx.room.calls.repeatedly(studio, 'cancel-free-rounds', () => free.cancel(studio, toldOf(grant)));
}

/** What a studio is told of a grant. */
export const toldOf = ({ id, userId: playerId, gameCode, rounds, stake, currency, expiresAt }: FreeRounds) => ({
  ...{ id, playerId, gameCode, rounds, stake: stake.amount, currency, expiresAt },
});
