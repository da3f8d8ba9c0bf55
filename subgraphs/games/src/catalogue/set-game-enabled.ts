import { randomUUID } from 'node:crypto';
import { audited, gameChanged } from '@croupier/contracts';
import { inTransaction, NotFound, publish, userIdOf } from '@croupier/kit';
import { MEMORY_TOPIC, type GamesContext, type MemoryChange } from '../room.ts';
import { Game } from './game.entity.ts';
import { isUuid } from './is-uuid.ts';

/** Opens or closes a game; open bets of a closed one are settled all the same, and one that its provider lists no more stays closed. Audited. Throws NotFound. */
export async function setGameEnabled(ctx: GamesContext, input: { gameId: string; enabled: boolean }): Promise<Game> {
  const changed = await inTransaction(ctx, async (ctx) => {
    const game = isUuid(input.gameId) ? await ctx.em.findOne(Game, { id: input.gameId }) : null;
    if (!game) throw new NotFound('This game');
    const before = { enabled: game.allowed };
    const at = ctx.now().toISOString();
    game.allowed = input.enabled;
    game.changedAt = ctx.now();
    const { id: gameId, code, slug, providerName: provider, titles, genre, enabled } = game;
    await publish(ctx, gameChanged, {
      gameId,
      code,
      slug,
      provider,
      title: titles.en ?? code,
      genre,
      enabled,
      changedAt: at,
    });
    await publish(ctx, audited.games, {
      ...{
        entryId: randomUUID(),
        actorId: userIdOf(ctx.identity)!,
        action: 'set-game-enabled',
        objectType: 'Game',
        objectId: gameId,
      },
      ...{ reason: null, before, after: { enabled: input.enabled }, at },
    });
    return game;
  });
  ctx.room.studios.forget();
  ctx.live.push(MEMORY_TOPIC, { what: 'studios' } satisfies MemoryChange);
  return changed;
}
