import { GENRES } from '@croupier/contracts';
import type { Partner } from '../catalogue/studio-memory.ts';

type Called = Pick<Partner, 'name' | 'url'>;

const TIMEOUT_MS = 3_000;

/** Where a studio is called, and what it calls us: the user part of its address (`https://our-id@studio.example/api/`). */
export function addressOf(studio: Called): { base: URL; operator: string } {
  if (studio.url === null) throw new Error(`${studio.name} has no address to call`);
  const base = new URL(studio.url.endsWith('/') ? studio.url : `${studio.url}/`);
  const operator = decodeURIComponent(base.username) || 'croupier';
  base.username = '';
  base.password = '';
  return { base, operator };
}

/**
 * Calls a studio and reads its JSON. Throws when it does not answer in three seconds, redirects, or answers anything but 2xx; with
 * `mayLack` what it does not know (404) is null.
 */
export async function callStudio(
  studio: Called,
  path: string,
  {
    method = 'POST',
    body = '',
    headers = {},
    mayLack = false,
  }: { method?: 'GET' | 'POST'; body?: string; headers?: Record<string, string>; mayLack?: boolean },
): Promise<unknown> {
  const response = await fetch(new URL(path, addressOf(studio).base), {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(method === 'POST' ? { body } : {}),
    signal: AbortSignal.timeout(TIMEOUT_MS),
    redirect: 'error',
  });
  if (mayLack && response.status === 404) return null;
  // The path may hold a token.
  if (!response.ok) throw new Error(`${studio.name} answered ${response.status}`);
  return response.json();
}

/** A studio's category as a genre of the catalogue; what is not known is a slot, as most games are. */
export function genreOf(category: string | null | undefined): string {
  const asked = (category ?? '').toUpperCase();
  return GENRES.find((genre) => asked.includes(genre)) ?? 'SLOT';
}
