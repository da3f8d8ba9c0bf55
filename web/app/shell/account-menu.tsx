import { Link, useLocation, useSubmit } from '@remix-run/react';
import { BadgeCheck, Banknote, Gauge, Gift, Languages, LayoutDashboard, LogOut, SunMoon } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Person } from '../graph/me.ts';
import { isStaff } from './person.ts';

const item =
  'flex cursor-pointer items-center gap-3 rounded-lg px-3 py-2.5 text-sm font-medium text-ink outline-none data-highlighted:bg-raised [&_svg]:size-4 [&_svg]:text-muted';

export function AccountMenu({ person }: { person: Person | null }) {
  const { t, i18n } = useTranslation();
  const submit = useSubmit();
  const { pathname, search } = useLocation();
  const prefer = (values: Record<string, string>) =>
    submit(
      { ...values, back: pathname + search },
      { method: 'post', action: '/preferences', preventScrollReset: true, replace: true },
    );
  const name = person?.displayName ?? '·';
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        aria-label={t('nav.account')}
        className="grid size-10 place-items-center rounded-full border border-line bg-felt-soft font-semibold text-felt uppercase"
      >
        {[...name][0]}
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={8}
          collisionPadding={12}
          className="rise z-50 min-w-60 rounded-2xl border border-line bg-surface p-2 shadow-2xl"
        >
          <div className="px-3 pt-2 pb-3">
            <p className="font-semibold">{name}</p>
            {person?.email && <p className="text-xs text-muted">{person.email}</p>}
          </div>
          {isStaff(person) && <To to="/admin" icon={<LayoutDashboard />} label={t('nav.admin')} />}
          <To to="/payments" icon={<Banknote />} label={t('nav.payments')} />
          <To to="/free-rounds" icon={<Gift />} label={t('nav.freeRounds')} />
          <To to="/identity" icon={<BadgeCheck />} label={t('nav.identity')} />
          <To to="/limits" icon={<Gauge />} label={t('nav.limits')} />
          <DropdownMenu.Separator className="my-2 h-px bg-line" />
          <DropdownMenu.Item
            className={item}
            onSelect={() => prefer({ language: i18n.language === 'ru' ? 'en' : 'ru' })}
          >
            <Languages />
            {i18n.language === 'ru' ? 'English' : 'Русский'}
          </DropdownMenu.Item>
          <DropdownMenu.Item
            className={item}
            onSelect={() => prefer({ theme: document.documentElement.classList.contains('light') ? 'dark' : 'light' })}
          >
            <SunMoon />
            {t('nav.theme')}
          </DropdownMenu.Item>
          <DropdownMenu.Separator className="my-2 h-px bg-line" />
          <DropdownMenu.Item className={item} onSelect={() => submit(null, { method: 'post', action: '/sign-out' })}>
            <LogOut />
            {t('nav.signOut')}
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function To({ to, icon, label }: { to: string; icon: ReactNode; label: string }) {
  return (
    <DropdownMenu.Item asChild className={item}>
      <Link to={to}>
        {icon}
        {label}
      </Link>
    </DropdownMenu.Item>
  );
}
