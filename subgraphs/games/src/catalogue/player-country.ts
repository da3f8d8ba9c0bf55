import { isStaff, query, userIdOf } from '@croupier/kit';
import type { GamesContext } from '../room.ts';

/** Keeps the country (ISO 3166) of a player's approved identity; an older word does not replace a newer one. */
export async function keepCountry(
  ctx: GamesContext,
  { userId, country, changedAt }: { userId: string; country: string; changedAt: string },
): Promise<void> {
  await query(
    ctx.em,
    `insert into player_country (user_id, country, changed_at) values (?, ?, ?) on conflict (user_id) do update
     set country = excluded.country, changed_at = excluded.changed_at where player_country.changed_at <= excluded.changed_at`,
    [userId, country, changedAt],
  );
}

/** Where the signed-in player lives; null for staff, for strangers, and where no identity was approved. */
export async function countryOfViewer(ctx: GamesContext): Promise<string | null> {
  const userId = userIdOf(ctx.identity);
  return userId === null || isStaff(ctx.identity) ? null : countryOf(ctx, userId);
}

/** Where a player lives; null where no identity was approved. */
export async function countryOf(ctx: GamesContext, userId: string): Promise<string | null> {
  const [row] = await query<{ country: string }>(ctx.em, 'select country from player_country where user_id = ?', [
    userId,
  ]);
  return row?.country ?? null;
}

/** Whether a game is offered in a country; in one that is not known, it is. */
export function isOffered(
  game: { countries: string[] | null; blocked_countries: string[] },
  country: string | null,
): boolean {
  if (country === null) return true;
  return (game.countries?.includes(country) ?? true) && !game.blocked_countries.includes(country);
}
