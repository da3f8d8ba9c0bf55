import { Form, Link, NavLink, useLocation, useNavigation } from '@remix-run/react';
import { CircleUser, Dices, History, Languages, Moon, Plus, Sun, Wallet } from 'lucide-react';
import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Person } from '../graph/me.ts';
import { LANGUAGES } from '../i18n/languages.ts';
import { ButtonLink } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { Wordmark } from '../ui/logo.tsx';
import { AccountMenu } from './account-menu.tsx';
import { BalancePill } from './balance-pill.tsx';
import { isPlayer, isStaff } from './person.ts';
import type { Theme } from './preferences.server.ts';

interface Props {
  person: Person | null;
  signedIn: boolean;
  demo: boolean;
  theme: Theme;
  children: ReactNode;
}

export function Frame({ person, signedIn, demo, theme, children }: Props) {
  const { t } = useTranslation();
  useRememberedTimeZone();
  const plays = isPlayer(person);
  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:fixed focus:top-3 focus:left-3 focus:z-50 focus:rounded-lg focus:bg-brass focus:px-4 focus:py-2 focus:text-brass-ink"
      >
        {t('nav.skip')}
      </a>
      <Progress />
      <header className="sticky top-0 z-30 border-b border-line bg-ground/85 backdrop-blur-md">
        <div className="mx-auto flex h-16 max-w-6xl items-center gap-3 px-4 sm:px-6">
          <Link to="/" aria-label="Croupier" className="shrink-0 rounded-lg max-sm:[&_span>span]:hidden">
            <Wordmark />
          </Link>
          <nav aria-label={t('nav.main')} className="ml-4 hidden items-center gap-1 md:flex">
            <Tab to="/">{t('nav.games')}</Tab>
            {plays && <Tab to="/wallet">{t('nav.wallet')}</Tab>}
            {plays && <Tab to="/rounds">{t('nav.rounds')}</Tab>}
            {plays && <Tab to="/payments">{t('nav.payments')}</Tab>}
            {isStaff(person) && <Tab to="/admin">{t('nav.admin')}</Tab>}
          </nav>
          <div className="ml-auto flex items-center gap-2">
            {person && plays && <BalancePill person={person} />}
            <Switches theme={theme} alone={!plays} />
            {signedIn ? (
              <AccountMenu person={person} />
            ) : (
              <ButtonLink to="/sign-in" size="small">
                {t('nav.signIn')}
              </ButtonLink>
            )}
          </div>
        </div>
      </header>
      <main
        id="content"
        tabIndex={-1}
        className="mx-auto w-full max-w-6xl flex-1 px-4 pt-6 pb-28 outline-none sm:px-6 sm:pt-8 md:pb-12"
      >
        {children}
      </main>
      <footer className="border-t border-line px-6 pt-5 pb-24 text-center text-xs text-muted md:pb-5">
        {t('brand.footer')} {demo && <span className="text-brass">{t('common.demoHouse')}</span>}
      </footer>
      {plays && <BottomBar />}
    </div>
  );
}

function Tab({ to, children }: { to: string; children: ReactNode }) {
  return (
    <NavLink
      to={to}
      end={to === '/'}
      className={({ isActive }) =>
        classNames(
          'rounded-lg px-3 py-2 text-[15px] font-medium text-muted transition-colors hover:text-ink',
          isActive && 'bg-raised text-ink',
        )
      }
    >
      {children}
    </NavLink>
  );
}

/** Language and theme: plain forms, they work without scripts. */
function Switches({ theme, alone }: { theme: Theme; alone: boolean }) {
  const { t, i18n } = useTranslation();
  const { pathname, search } = useLocation();
  const other = i18n.language === 'ru' ? 'en' : 'ru';
  return (
    <Form
      method="post"
      action="/preferences"
      preventScrollReset
      replace
      className={classNames('flex', !alone && 'max-sm:hidden')}
    >
      <input type="hidden" name="back" value={pathname + search} />
      <button
        name="language"
        value={other}
        lang={other}
        aria-label={`${t('nav.language')}: ${LANGUAGES[other]}`}
        className="flex h-10 items-center gap-1.5 rounded-lg px-2 text-sm font-semibold text-muted hover:bg-raised hover:text-ink"
      >
        <Languages aria-hidden className="size-4" />
        {other.toUpperCase()}
      </button>
      <button
        name="theme"
        value={theme === 'dark' ? 'light' : 'dark'}
        aria-label={t('nav.theme')}
        className="grid size-10 place-items-center rounded-lg text-muted hover:bg-raised hover:text-ink"
      >
        {theme === 'dark' ? <Sun aria-hidden className="size-4.5" /> : <Moon aria-hidden className="size-4.5" />}
      </button>
    </Form>
  );
}

function BottomBar() {
  const { t } = useTranslation();
  const items = [
    { to: '/', label: t('nav.games'), icon: Dices },
    { to: '/wallet', label: t('nav.wallet'), icon: Wallet },
    { to: '/deposit', label: t('nav.deposit'), icon: Plus },
    { to: '/rounds', label: t('nav.rounds'), icon: History },
    { to: '/limits', label: t('nav.account'), icon: CircleUser },
  ];
  return (
    <nav
      aria-label={t('nav.main')}
      className="fixed inset-x-0 bottom-0 z-30 grid grid-cols-5 border-t border-line bg-ground/95 pb-[env(safe-area-inset-bottom)] backdrop-blur-md md:hidden"
    >
      {items.map(({ to, label, icon: Icon }) => (
        <NavLink
          key={to}
          to={to}
          end={to === '/'}
          className={({ isActive }) =>
            classNames(
              'grid justify-items-center gap-1 py-2.5 text-[11px] font-medium text-muted',
              isActive && 'text-brass',
            )
          }
        >
          <Icon aria-hidden className="size-5" />
          {label}
        </NavLink>
      ))}
    </nav>
  );
}

function Progress() {
  const { state } = useNavigation();
  return state === 'idle' ? null : <div aria-hidden className="progress fixed inset-x-0 top-0 z-50 h-0.5 bg-brass" />;
}

/** The server writes moments in the person's own zone: it has to be told once which that is. */
function useRememberedTimeZone(): void {
  useEffect(() => {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const remembered = `croupier_zone=${encodeURIComponent(zone)}`;
    if (!document.cookie.includes(remembered))
      document.cookie = `${remembered}; Path=/; SameSite=Lax; Max-Age=31536000`;
  }, []);
}
