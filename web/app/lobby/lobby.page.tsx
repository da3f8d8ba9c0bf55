import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { useLoaderData, useSearchParams } from '@remix-run/react';
import { SearchX, Spade } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Lobby, RecentGames } from '../graph/games.ts';
import { ask } from '../graph/request-client.server.ts';
import { searchValue } from '../shell/guard.server.ts';
import { usePerson } from '../shell/person.ts';
import { readPreferences } from '../shell/preferences.server.ts';
import { ButtonLink } from '../ui/button.tsx';
import { Pager } from '../ui/pager.tsx';
import { Empty, Notice } from '../ui/surfaces.tsx';
import { Filters, GENRES, VOLATILITIES } from './filters.tsx';
import { GameCard, RecentRow } from './game-card.tsx';

export const meta: MetaFunction = () => [{ title: 'Croupier' }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const genre = GENRES.find((known) => known === searchValue(request, 'genre'));
  const filter = {
    search: searchValue(request, 'search', 100),
    provider: searchValue(request, 'provider', 64),
    genre: genre ?? null,
    volatility: VOLATILITIES.find((known) => known === searchValue(request, 'volatility')) ?? null,
    favourites: context.session && searchValue(request, 'favourites') ? true : null,
  };
  const { language: locale } = readPreferences(request);
  const variables = { filter, after: searchValue(request, 'after'), locale };
  const [{ data, refusal }, recent] = await Promise.all([
    ask({ request, context }, Lobby, variables),
    // Staff have none: their refusal is no trouble of the lobby.
    context.session ? ask({ request, context }, RecentGames, { locale }) : null,
  ]);
  const { games = null, providers } = data ?? {};
  return { games, providers: providers ?? [], recent: recent?.data?.recentGames ?? [], refusal };
}

export default function LobbyPage() {
  const { t } = useTranslation();
  const { games, providers, recent, refusal } = useLoaderData<typeof loader>();
  const [params] = useSearchParams();
  const filtered = ['search', 'provider', 'genre', 'volatility', 'favourites'].some((name) => params.get(name));
  const shown = games?.edges.map((edge) => edge.node) ?? [];
  return (
    <>
      <Hero />
      <h1 className="sr-only">{t('lobby.title')}</h1>
      {!filtered && <RecentRow games={recent} />}
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
