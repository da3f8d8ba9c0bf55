/**
 * Fills the holes that `npm install` leaves in package-lock.json.
 *
 * An optional dependency for another platform that the registry does not hold is left out of the lock file,
 * and `npm ci` then refuses the whole file. The entry only has to exist and to exclude this platform.
 * An optional package whose `engines` the machine's own Node does not meet is skipped without a word (nats-server on
 * Node 20), although the scripts run on the Node that npm brings: such packages lose their `engines` here.
 * Run after every `npm install`: `node --import tsx scripts/fill-lockfile.ts [--check]`.
 */
import { readFileSync, writeFileSync } from 'node:fs';

interface LockedPackage {
  version?: string;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optional?: boolean;
  resolved?: string;
  link?: boolean;
  engines?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

const SYSTEMS = ['android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32', 'aix'];
const PROCESSORS = ['arm64', 'x64', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'wasm32', 'mips64el', 'arm'];

const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, LockedPackage> };
const filled: string[] = [];

for (const [path, entry] of Object.entries(lock.packages)) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    if (isLocked(path, name)) continue;
    const words = name.split(/[-/]/);
    const system = SYSTEMS.find((word) => words.includes(word));
    const processor = PROCESSORS.find((word) => words.some((part) => part === word || part.startsWith(`${word}-`)));
    if (!system && !processor) throw new Error(`${name} (wanted by ${path}) names no platform: lock it by hand`);
    lock.packages[`node_modules/${name}`] = {
      version: range.replace(/^[\^~]/, ''),
      ...(processor ? { cpu: [processor] } : {}),
      ...(name.endsWith('-musl') ? { libc: ['musl'] } : {}),
      optional: true,
      ...(system ? { os: [system] } : {}),
    };
    filled.push(name);
  }
}

const skipped = Object.values(lock.packages).filter((entry) => entry.optional && entry.os && entry.engines);
for (const entry of skipped) delete entry.engines;

const hosts = Object.entries(lock.packages).filter(([, entry]) => entry.resolved && !entry.link);
for (const [, entry] of hosts) delete entry.resolved;

if (process.argv.includes('--check')) {
  if (filled.length > 0 || hosts.length > 0 || skipped.length > 0) {
    console.error(
      `package-lock.json lacks ${filled.join(', ') || 'nothing'}; ${hosts.length} entries name a host, ${skipped.length} engines.`,
    );
    console.error('Run: node --import tsx scripts/fill-lockfile.ts');
    process.exit(1);
  }
} else {
  lock.packages = Object.fromEntries(
    Object.entries(lock.packages).sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0)),
  );
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(
    `filled ${filled.length} missing platform entries, removed ${hosts.length} download addresses and ${skipped.length} engines`,
  );
}

function isLocked(from: string, name: string): boolean {
  for (let base = from; ; base = base.slice(0, Math.max(0, base.lastIndexOf('/node_modules/')))) {
    if (lock.packages[`${base ? `${base}/` : ''}node_modules/${name}`]) return true;
    if (!base) return false;
    if (!base.includes('/node_modules/')) base = '';
    if (base === '') return Boolean(lock.packages[`node_modules/${name}`]);
  }
}
