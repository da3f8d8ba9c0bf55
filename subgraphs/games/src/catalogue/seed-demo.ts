import { query, sealSecret } from '@croupier/kit';
import type { GamesContext } from '../room.ts';
import { DEMO_GAMES, DEMO_PARTNERS, DEMO_PROVIDER_SECRET } from '../../seeds/demo.ts';
import { saveGames } from './save-games.ts';
import { secretContext } from './secret-context.ts';

/** The demo identities of interface.md: provider `sandbox` with its games, and two bookmakers. Repeating it is harmless; only with CROUPIER_DEMO. */
export async function seedDemo(ctx: GamesContext, sandboxUrl: string): Promise<void> {
  const key = ctx.room.secretsKey;
  await query(
    ctx.em,
    `insert into provider (name, title, dialect, secret_sealed, url, promotions_allowed) values ('sandbox', 'Croupier Sandbox', 'croupier', ?, ?, true)
     on conflict (name) do update set url = excluded.url`,
    [sealSecret(key, DEMO_PROVIDER_SECRET, secretContext({ kind: 'STUDIO', name: 'sandbox' })), sandboxUrl],
  );
  for (const { id, secret } of DEMO_PARTNERS) {
    await query(
      ctx.em,
      `insert into provider (name, kind, title, dialect, secret_sealed) values (?, 'BOOKMAKER', ?, 'bookmaker', ?) on conflict (name) do nothing`,
      [id, id, sealSecret(key, secret, secretContext({ kind: 'BOOKMAKER', name: id }))],
    );
  }
  ctx.room.studios.forget();
  await saveGames(
    ctx,
    'sandbox',
    DEMO_GAMES.map((game) => ({ ...game, thumbnailUrl: new URL(`/thumbnails/${game.code}.svg`, sandboxUrl).href })),
  );
}
