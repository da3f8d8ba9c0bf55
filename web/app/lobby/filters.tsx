import { Form, useSearchParams, useSubmit } from '@remix-run/react';
import { Search } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { isPlayer, usePerson } from '../shell/person.ts';

export const GENRES = ['SLOT', 'INSTANT', 'TABLE', 'LIVE', 'CRASH', 'SPORT'] as const;
export const VOLATILITIES = ['LOW', 'MEDIUM', 'HIGH'] as const;

const isTyped = (element: Element): boolean =>
  element.nodeName === 'INPUT' && element.getAttribute('type') === 'search';

/** What the lobby shows. Choices take effect at once, words when they are sent. */
export function Filters({ providers }: { providers: { id: string; name: string; title: string }[] }) {
  const { t } = useTranslation();
  const person = usePerson();
  const submit = useSubmit();
  const [params] = useSearchParams();
  return (
    <Form
      role="search"
      className="mb-6 grid grid-cols-2 gap-3 sm:grid-cols-[1fr_auto_auto_auto]"
      onChange={(event) => !isTyped(event.target as Element) && submit(event.currentTarget)}
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
      <select
        name="volatility"
        aria-label={t('lobby.volatility')}
        defaultValue={params.get('volatility') ?? ''}
        className="control"
      >
        <option value="">{t('lobby.volatility')}</option>
        {VOLATILITIES.map((volatility) => (
          <option key={volatility} value={volatility}>
            {t(`volatility.${volatility}`)}
          </option>
        ))}
      </select>
      {isPlayer(person) && (
        <label className="col-span-2 flex items-center gap-2 text-sm font-medium sm:col-span-4">
          <input
            type="checkbox"
            name="favourites"
            value="1"
            defaultChecked={params.has('favourites')}
            className="size-4 accent-brass"
          />
          {t('lobby.onlyFavourites')}
        </label>
      )}
      <button className="sr-only focus:not-sr-only focus:absolute focus:rounded-lg focus:bg-brass focus:p-2 focus:text-brass-ink">
        {t('common.search')}
      </button>
    </Form>
  );
}
