import type { GamesContext } from '../room.ts';
import { dialectOf } from '../providers/index.ts';

/** Rounds in which nothing happened since a moment, which is given twice. */
export const LEFT_OPEN = `status = 'OPEN' and opened_at < ? and not exists (
  select from bet where bet.round_id = round.id and greatest(bet.placed_at, bet.settled_at) >= ?)`;

export interface OpenRound {
  id: string;
  provider: string;
  user_id: string;
  reference: string;
}

/** The names of the studios that can be asked for a round, as JSON. */
export async function askableStudios(ctx: GamesContext): Promise<string> {
  const studios = [...(await ctx.room.studios.all(ctx)).values()];
  return JSON.stringify(
    studios.filter((studio) => studio.url !== null && dialectOf(studio).askRound).map(({ name }) => name),
  );
}
