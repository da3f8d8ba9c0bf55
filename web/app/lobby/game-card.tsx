import { Link } from '@remix-run/react';
import { Heart as HeartShape } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useDeed } from '../admin/use-deed.ts';
import { FavouriteGame, UnfavouriteGame, type LobbyGame, type RecentGame } from '../graph/games.ts';
import { isPlayer, usePerson } from '../shell/person.ts';
import { GameArt } from '../ui/game-art.tsx';
import { useHydrated } from '../ui/hydrated.ts';
import { Badge } from '../ui/surfaces.tsx';

/** A game in the lobby; for a player with a heart that keeps it among the favourites. */
export function GameCard({ game }: { game: LobbyGame }) {
  const { t } = useTranslation();
  const person = usePerson();
  return (
    <div className="relative">
      <Link
        to={`/play/${game.slug}`}
        aria-label={t('lobby.play', { title: game.title })}
        className="group block rounded-2xl border border-line bg-surface p-2 transition-[transform,border-color] hover:-translate-y-1 hover:border-brass/60"
      >
        <div className="relative">
          <GameArt slug={game.slug} url={game.thumbnailUrl} />
          {!game.enabled && (
            <span className="absolute top-2 left-2">
              <Badge>{t('lobby.off')}</Badge>
            </span>
          )}
        </div>
        <div className="px-2 pt-3 pb-2">
          <p className="truncate font-semibold group-hover:text-brass">{game.title}</p>
          <p className="mt-0.5 flex flex-wrap justify-between gap-x-2 text-xs text-muted">
            <span>{t(`genre.${game.genre}`)}</span>
            {game.rtp && <span className="figure">{t('lobby.rtp', { rtp: game.rtp })}</span>}
          </p>
        </div>
      </Link>
      {isPlayer(person) && <Heart game={game} />}
    </div>
  );
}

function Heart({ game }: { game: LobbyGame }) {
  const { t } = useTranslation();
  const [keep, keeping] = useDeed(FavouriteGame);
  const [drop, dropping] = useDeed(UnfavouriteGame);
  const hydrated = useHydrated();
  const input = { gameId: game.id };
  return (
    <button
      type="button"
      aria-pressed={game.favourite}
      aria-label={t('lobby.favourite', { title: game.title })}
      disabled={!hydrated || keeping || dropping}
      onClick={() => void (game.favourite ? drop({ input }, t('lobby.dropped')) : keep({ input }, t('lobby.kept')))}
      className="absolute top-4 right-4 grid size-9 place-items-center rounded-full bg-surface/85 text-muted transition-colors hover:text-brass aria-pressed:text-brass"
    >
      <HeartShape aria-hidden className="size-4.5" fill={game.favourite ? 'currentColor' : 'none'} />
    </button>
  );
}

/** What the player opened last, to go on with in one click. */
export function RecentRow({ games }: { games: RecentGame[] }) {
  const { t } = useTranslation();
  if (games.length === 0) return null;
  return (
    <section aria-labelledby="recent" className="mb-6">
      <h2 id="recent" className="mb-3 text-lg font-semibold">
        {t('lobby.recent')}
      </h2>
      <ul className="flex gap-3 overflow-x-auto pb-2">
        {games.map((game) => (
          <li key={game.id} className="w-32 shrink-0">
            <Link to={`/play/${game.slug}`} aria-label={t('lobby.goOn', { title: game.title })} className="group block">
              <GameArt slug={game.slug} url={game.thumbnailUrl} />
              <p className="mt-2 truncate text-sm font-medium group-hover:text-brass">{game.title}</p>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
