import { hash } from 'node:crypto';

/** The same UUID for the same parts: a projection that is built again keeps its ids. */
export function stableId(...parts: string[]): string {
  const hex = hash('sha256', JSON.stringify(parts));
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
