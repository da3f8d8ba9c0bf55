import { useTranslation } from 'react-i18next';
import { buttonLook } from '../ui/button.tsx';
import { Wordmark } from '../ui/logo.tsx';

/** The page for what is not there, and for what broke. Plain links: the way out must work when scripts do not. */
export function Broken({ missing }: { missing: boolean }) {
  const { t } = useTranslation();
  return (
    <main className="mx-auto grid min-h-dvh max-w-xl content-center justify-items-center gap-5 px-6 text-center">
      <Wordmark />
      <p aria-hidden className="font-display text-7xl font-semibold text-brass">
        {missing ? '404' : '♦'}
      </p>
      <h1 className="text-3xl font-semibold">{t(missing ? 'error.notFoundTitle' : 'error.brokenTitle')}</h1>
      <p className="text-muted">{t(missing ? 'error.notFound' : 'error.broken')}</p>
      <a href="/" className={buttonLook({})}>
        {t('error.home')}
      </a>
    </main>
  );
}
