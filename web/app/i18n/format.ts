import { useTranslation } from 'react-i18next';
import { useRouteLoaderData } from '@remix-run/react';
import type { loader as rootLoader } from '../root.tsx';

export interface MoneyShown {
  amount: string;
  currency: string;
}

const COINS = new Set(['BTC', 'USDT', 'TON']);

/** Money in a person's language. The decimal string goes to Intl as it is: no float ever holds it. */
export function formatMoney(language: string, money: MoneyShown): string {
  const fractionDigits = money.amount.split('.')[1]?.length ?? 0;
  const digits = { minimumFractionDigits: fractionDigits, maximumFractionDigits: fractionDigits };
  const exact = money.amount as unknown as number;
  if (COINS.has(money.currency))
    return plainBlanks(`${new Intl.NumberFormat(language, digits).format(exact)}\u00a0${money.currency}`);
  return plainBlanks(
    new Intl.NumberFormat(language, { style: 'currency', currency: money.currency, ...digits }).format(exact),
  );
}

export function formatMoment(language: string, timeZone: string, moment: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short', timeZone })
    .format(new Date(moment))
    .replace(/[\u202f\u2009\u00a0]/g, ' ');
}

/** Node and browsers disagree on which thin blank they write; pages must be the same on both. */
function plainBlanks(text: string): string {
  return text.replace(/[\u202f\u2009]/g, '\u00a0');
}

/** A ratio in a person's language: "0.9650" is 96.50 %. */
export function formatPercent(language: string, ratio: string): string {
  const digits = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
  return plainBlanks(
    new Intl.NumberFormat(language, { style: 'percent', ...digits }).format(ratio as unknown as number),
  );
}

export interface Format {
  language: string;
  percent(ratio: string): string;
  money(money: MoneyShown | null | undefined): string;
  moment(moment: string | null | undefined): string;
}

export function useFormat(): Format {
  const { i18n } = useTranslation();
  const root = useRouteLoaderData<typeof rootLoader>('root');
  const timeZone = root?.timeZone ?? 'UTC';
  return {
    language: i18n.language,
    percent: (ratio) => formatPercent(i18n.language, ratio),
    money: (money) => (money ? formatMoney(i18n.language, money) : '—'),
    moment: (moment) => (moment ? formatMoment(i18n.language, timeZone, moment) : '—'),
  };
}
