import type { GamesContext } from '../room.ts';
import { bookmakerDialectOf } from './dialects/index.ts';

/** Asks every enabled bookmaker that can be called whether it is there, for its health. One that does not answer costs nothing to the others. */
export async function pingBookmakers(ctx: GamesContext): Promise<void> {
  const bookmakers = await ctx.room.studios.bookmakers(ctx);
  await Promise.allSettled(
    bookmakers.map(async (partner) => {
      const { calls } = bookmakerDialectOf(partner);
      if (calls && partner.url !== null) await ctx.room.calls.repeatedly(partner, 'ping', () => calls.ping(partner));
    }),
  );
}
