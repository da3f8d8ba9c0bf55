import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Form, Link, useLoaderData, useSearchParams, useSubmit } from '@remix-run/react';
import { Search, SearchX, Spade } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Lobby, type LobbyGame } from '../graph/games.ts';
import { ask } from '../graph/request-client.server.ts';
import { searchValue } from '../shell/guard.server.ts';
import { usePerson } from '../shell/person.ts';
import { readPreferences } from '../shell/preferences.server.ts';
import { ButtonLink } from '../ui/button.tsx';
import { GameArt } from '../ui/game-art.tsx';
import { Pager } from '../ui/pager.tsx';
import { Badge, Empty, Notice } from '../ui/surfaces.tsx';

export const meta: MetaFunction = () => [{ title: 'Croupier' }];

const GENRES = ['SLOT', 'INSTANT', 'TABLE', 'LIVE', 'CRASH', 'SPORT'] as const;

export async function loader({ request, context }: LoaderFunctionArgs) {
  const genre = GENRES.find((known) => known === searchValue(request, 'genre'));
  const filter = {
    search: searchValue(request, 'search', 100),
    provider: searchValue(request, 'provider', 64),
    genre: genre ?? null,
  };
  const variables = { filter, after: searchValue(request, 'after'), locale: readPreferences(request).language };
  const { data, refusal } = await ask({ request, context }, Lobby, variables);
  return { games: data?.games ?? null, providers: data?.providers ?? [], refusal };
}

export default function LobbyPage() {
  const { t } = useTranslation();
  const { games, providers, refusal } = useLoaderData<typeof loader>();
  const [params] = useSearchParams();
  const filtered = ['search', 'provider', 'genre'].some((name) => params.get(name));
  const shown = games?.edges.map((edge) => edge.node) ?? [];
  return (
    <>
      <Hero />
      <h1 className="sr-only">{t('lobby.title')}</h1>
      <Filters providers={providers} />
      {refusal && <Notice tone="bad">{t('error.partial')}</Notice>}
      {!refusal && shown.length === 0 && (
        <Empty
          icon={filtered ? SearchX : Spade}
          title={t(filtered ? 'lobby.empty' : 'lobby.noGames')}
          hint={t(filtered ? 'lobby.emptyHint' : 'lobby.noGamesHint')}
        >
          {filtered && (
            <ButtonLink to="/" tone="quiet" size="small">
              {t('lobby.clear')}
            </ButtonLink>
          )}
        </Empty>
      )}
      <ul className="grid grid-cols-2 gap-3 sm:grid-cols-3 sm:gap-5 lg:grid-cols-4">
        {shown.map((game) => (
          <li key={game.id}>
            <GameCard game={game} />
          </li>
        ))}
      </ul>
      <Pager pageInfo={games?.pageInfo} />
    </>
  );
}

function Hero() {
  const { t } = useTranslation();
  const person = usePerson();
  return (
    <section className="relative mb-8 overflow-hidden rounded-3xl border border-line bg-felt-soft px-6 py-8 sm:px-10 sm:py-12">
      <svg
        viewBox="0 0 400 200"
        aria-hidden
        preserveAspectRatio="xMaxYMid slice"
        className="absolute inset-y-0 right-0 h-full w-2/3 opacity-70 max-sm:opacity-25"
      >
        <g fill="none" stroke="var(--brass)" strokeWidth="1.2">
          <circle cx="310" cy="100" r="86" opacity="0.7" />
          <circle cx="310" cy="100" r="70" strokeWidth="14" strokeDasharray="18 18.6" opacity="0.55" />
          <circle cx="310" cy="100" r="50" opacity="0.7" />
        </g>
        <path d="M310 68 336 100 310 132 284 100Z" fill="var(--brass)" />
      </svg>
      <div className="relative max-w-md">
        {person?.displayName && (
          <p className="mb-2 text-sm font-semibold text-brass">{t('lobby.hello', { name: person.displayName })}</p>
        )}
        <p className="font-display text-3xl leading-tight font-semibold sm:text-5xl">{t('lobby.heroTitle')}</p>
        <p className="mt-3 text-muted">{t('lobby.heroLead')}</p>
        {!person && (
          <ButtonLink to="/sign-in" size="large" className="mt-6">
            {t('nav.signIn')}
          </ButtonLink>
        )}
      </div>
    </section>
  );
}

function Filters({ providers }: { providers: { id: string; name: string; title: string }[] }) {
  const { t } = useTranslation();
  const submit = useSubmit();
  const [params] = useSearchParams();
  return (
    <Form
      role="search"
      className="mb-6 grid grid-cols-2 gap-3 sm:grid-cols-[1fr_auto_auto]"
      onChange={(event) => (event.target as Element).nodeName === 'SELECT' && submit(event.currentTarget)}
    >
      <div className="relative max-sm:col-span-2">
        <Search
          aria-hidden
          className="pointer-events-none absolute top-1/2 left-3.5 size-4.5 -translate-y-1/2 text-muted"
        />
        <input
          type="search"
          name="search"
          aria-label={t('lobby.search')}
          placeholder={t('lobby.search')}
          defaultValue={params.get('search') ?? ''}
          maxLength={100}
          className="control pl-10"
        />
      </div>
      <select name="genre" aria-label={t('lobby.genre')} defaultValue={params.get('genre') ?? ''} className="control">
        <option value="">{t('lobby.genre')}</option>
        {GENRES.map((genre) => (
          <option key={genre} value={genre}>
            {t(`genre.${genre}`)}
          </option>
        ))}
      </select>
      <select
        name="provider"
        aria-label={t('lobby.provider')}
        defaultValue={params.get('provider') ?? ''}
        className="control"
      >
        <option value="">{t('lobby.provider')}</option>
        {providers.map((provider) => (
          <option key={provider.id} value={provider.name}>
            {provider.title}
          </option>
        ))}
      </select>
      <button className="sr-only focus:not-sr-only focus:absolute focus:rounded-lg focus:bg-brass focus:p-2 focus:text-brass-ink">
        {t('common.search')}
      </button>
    </Form>
  );
}

function GameCard({ game }: { game: LobbyGame }) {
  const { t } = useTranslation();
  return (
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
  );
}
