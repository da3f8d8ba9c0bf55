import { useMutation } from '@apollo/client/react';
import type { LoaderFunctionArgs } from '@remix-run/node';
import { useLoaderData, useLocation } from '@remix-run/react';
import { Gamepad2, Maximize2 } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { GameBySlug, LaunchGame } from '../graph/games.ts';
import type { ResultOf } from '../graph/graphql.ts';
import { ask } from '../graph/request-client.server.ts';
import { usePerson } from '../shell/person.ts';
import { readPreferences } from '../shell/preferences.server.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { GameArt } from '../ui/game-art.tsx';
import { Badge, Card, Notice } from '../ui/surfaces.tsx';
import { useTell } from '../ui/toasts.tsx';

export async function loader({ request, context, params }: LoaderFunctionArgs) {
  const slug = String(params['slug']).slice(0, 200);
  const { data, refusal } = await ask({ request, context }, GameBySlug, {
    slug,
    locale: readPreferences(request).language,
  });
  if (!data?.game && (refusal === null || refusal === 'NOT_FOUND')) throw new Response('Not found', { status: 404 });
  return { game: data?.game ?? null };
}

type Game = NonNullable<ResultOf<typeof GameBySlug>['game']>;
type Mode = 'REAL' | 'DEMO';

export default function PlayPage() {
  const { t } = useTranslation();
  const { game } = useLoaderData<typeof loader>();
  if (!game) return <Notice tone="bad">{t('error.PROVIDER_UNAVAILABLE')}</Notice>;
  return <Table key={game.id} game={game} />;
}

function Table({ game }: { game: Game }) {
  const { t } = useTranslation();
  const tell = useTell();
  const person = usePerson();
  const [launch, { loading }] = useMutation(LaunchGame);
  const [session, setSession] = useState<{ id: string; url: string; mode: Mode } | null>(null);
  const [currency, setCurrency] = useState(
    () =>
      person?.wallets?.find((wallet) => game.currencies.includes(wallet.currency))?.currency ??
      game.currencies[0] ??
      'EUR',
  );
  const frame = useRef<HTMLIFrameElement>(null);

  async function open(mode: Mode) {
    try {
      const { data } = await launch({ variables: { input: { gameId: game.id, currency, mode } } });
      if (data) setSession({ id: data.launchGame.id, url: data.launchGame.url, mode });
    } catch (error) {
      tell.refused(error);
    }
  }

  return (
    <>
      <header className="mb-4 flex flex-wrap items-center gap-3">
        <h1 className="text-2xl font-semibold sm:text-3xl">{game.title}</h1>
        {game.volatility && <Badge>{t(`volatility.${game.volatility}`)}</Badge>}
        {game.rtp && <Badge>{t('lobby.rtp', { rtp: game.rtp })}</Badge>}
        {session && (
          <Button tone="bare" size="small" className="ml-auto" onClick={() => void frame.current?.requestFullscreen()}>
            <Maximize2 aria-hidden className="size-4" />
            {t('play.fullscreen')}
          </Button>
        )}
      </header>
      {session?.mode === 'DEMO' && (
        <div className="mb-4">
          <Notice>{t('play.demoNow')}</Notice>
        </div>
      )}
      {session ? (
        <iframe
          ref={frame}
          key={session.id}
          src={session.url}
          title={t('play.frame', { title: game.title })}
          allow="fullscreen; autoplay"
          sandbox="allow-scripts allow-same-origin allow-forms allow-popups"
          className="h-[min(46rem,calc(100dvh-13rem))] w-full rounded-2xl border border-line bg-surface"
        />
      ) : (
        <Card className="grid gap-6 sm:grid-cols-[minmax(0,20rem)_1fr] sm:items-center">
          <GameArt slug={game.slug} url={game.thumbnailUrl} />
          <div className="grid gap-4">
            <p className="text-sm text-muted">{game.provider.title}</p>
            {!game.enabled && <Notice>{t('play.closed')}</Notice>}
            {person ? (
              <Start game={game} currency={currency} setCurrency={setCurrency} open={open} busy={loading} />
            ) : (
              <SignInFirst />
            )}
          </div>
        </Card>
      )}
    </>
  );
}

interface StartProps {
  game: Game;
  currency: string;
  setCurrency(currency: string): void;
  open(mode: Mode): Promise<void>;
  busy: boolean;
}

function Start({ game, currency, setCurrency, open, busy }: StartProps) {
  const { t } = useTranslation();
  return (
    <div className="flex flex-wrap gap-3">
      <Button size="large" busy={busy} disabled={!game.enabled} onClick={() => void open('REAL')}>
        <Gamepad2 aria-hidden className="size-5" />
        {t('play.real')}
      </Button>
      {game.demo && (
        <Button size="large" tone="quiet" disabled={busy || !game.enabled} onClick={() => void open('DEMO')}>
          {t('play.demo')}
        </Button>
      )}
      {game.currencies.length > 1 && (
        <select
          aria-label={t('play.currency')}
          value={currency}
          onChange={(event) => setCurrency(event.target.value)}
          className="control h-12 w-28"
        >
          {game.currencies.map((code) => (
            <option key={code}>{code}</option>
          ))}
        </select>
      )}
    </div>
  );
}

function SignInFirst() {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  return (
    <ButtonLink to={`/sign-in?next=${encodeURIComponent(pathname)}`} size="large">
      {t('nav.signIn')}
    </ButtonLink>
  );
}
