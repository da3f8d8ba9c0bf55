import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

/** Arguments for Node that run a file of this repository: TypeScript through tsx, built JavaScript as it is. */
export function nodeArguments(file: string, args: string[] = [], flags: string[] = []): string[] {
  const loader = file.endsWith('.ts') ? ['--import', tsx()] : [];
  return [...flags, '--enable-source-maps', ...loader, file, ...args];
}

function tsx(): string {
  // import.meta.resolve does not exist in vitest.
  return pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
}
