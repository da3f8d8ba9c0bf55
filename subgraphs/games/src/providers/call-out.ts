import { GENRES } from '@croupier/contracts';
import type { Partner } from '../catalogue/studio-memory.ts';
import { readJson, type NumbersAs } from './raw-json.ts';

type Called = Pick<Partner, 'name' | 'url'>;

const TIMEOUT_MS = 3_000;
/** A day of a whole casino's live tables is the largest answer that anybody is asked for. */
const MOST_BYTES = 32 * 1024 * 1024;

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
 * Calls a studio and reads its JSON, its numbers as asked for. Throws when it does not answer in three seconds, redirects, answers anything
 * but 2xx or too much; with `mayLack` what it does not know (404) is null.
 */
export async function callStudio(
  studio: Called,
  path: string,
  {
    method = 'POST',
    body = '',
    headers = {},
    mayLack = false,
    numbers = 'FLOAT',
  }: {
    method?: 'GET' | 'POST';
    body?: string;
    headers?: Record<string, string>;
    mayLack?: boolean;
    numbers?: NumbersAs;
  },
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
  return readJson(await bytesOf(studio, response), numbers);
}

async function bytesOf(studio: Called, response: Response): Promise<Buffer> {
  const body = response.body as unknown as AsyncIterable<Uint8Array> | null;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > MOST_BYTES) throw new Error(`${studio.name} answered more than ${MOST_BYTES} bytes`);
  }
  return Buffer.concat(chunks);
}

/** A studio's category as a genre of the catalogue; what is not known is a slot, as most games are. */
export function genreOf(category: string | null | undefined): string {
  const asked = (category ?? '').toUpperCase();
  return GENRES.find((genre) => asked.includes(genre)) ?? 'SLOT';
}
