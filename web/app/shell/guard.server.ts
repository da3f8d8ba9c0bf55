import { redirect, type AppLoadContext } from '@remix-run/node';

/** Sends guests to the sign-in, and back here afterwards. */
export function requireSession(request: Request, context: AppLoadContext): void {
  if (context.session) return;
  const url = new URL(request.url);
  url.searchParams.delete('_routes');
  const path = url.pathname.replace(/\.data$/, '') + url.search;
  throw redirect(`/sign-in?next=${encodeURIComponent(path)}`);
}

/** The page's `after` and other query values, bounded. */
export function searchValue(request: Request, name: string, maxLength = 200): string | null {
  const value = new URL(request.url).searchParams.get(name)?.slice(0, maxLength).replaceAll('\0', '');
  return value || null;
}
