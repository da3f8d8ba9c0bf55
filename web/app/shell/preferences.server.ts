import { isLanguage, preferredLanguage, type Language } from '../i18n/languages.ts';

export type Theme = 'dark' | 'light';

export interface Preferences {
  language: Language;
  theme: Theme;
  timeZone: string;
}

const YEAR_SECONDS = 365 * 24 * 3600;

/** How this browser wants its pages: remembered in cookies, before that guessed from its headers. */
export function readPreferences(request: Request): Preferences {
  const cookies = new Map(
    (request.headers.get('cookie') ?? '').split(/;\s*/).map((part) => part.split('=') as [string, string]),
  );
  const language = cookies.get('croupier_language');
  const timeZone = decodeURIComponent(cookies.get('croupier_zone') ?? '');
  return {
    language: isLanguage(language) ? language : preferredLanguage(request.headers.get('accept-language')),
    theme: cookies.get('croupier_theme') === 'light' ? 'light' : 'dark',
    timeZone: isTimeZone(timeZone) ? timeZone : 'UTC',
  };
}

/** `Set-Cookie` lines for the preferences that a form carries; unknown values are left out. */
export function writePreferences(form: FormData, secure: boolean): string[] {
  const attributes = `Path=/; SameSite=Lax; Max-Age=${YEAR_SECONDS}${secure ? '; Secure' : ''}`;
  const [language, theme, timeZone] = [form.get('language'), form.get('theme'), form.get('timeZone')];
  const lines: string[] = [];
  if (isLanguage(language)) lines.push(`croupier_language=${language}; ${attributes}`);
  if (theme === 'dark' || theme === 'light') lines.push(`croupier_theme=${theme}; ${attributes}`);
  if (typeof timeZone === 'string' && isTimeZone(timeZone))
    lines.push(`croupier_zone=${encodeURIComponent(timeZone)}; ${attributes}`);
  return lines;
}

function isTimeZone(value: string): boolean {
  if (!/^[A-Za-z0-9_+/-]{1,64}$/.test(value)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: value });
    return true;
  } catch {
    return false; // Intl has no other way to say that it does not know a zone
  }
}
