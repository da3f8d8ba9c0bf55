/** `npm start`: the whole platform, until Ctrl-C. `--watch` (npm run dev): services start again when files change. */
import { readFileSync } from 'node:fs';
import { AlreadyRunning, startHouse, UnfitEnvironment } from '@croupier/infra';

const startedAt = Date.now();
const stopping = new AbortController();
const watch = process.argv.includes('--watch');
const say = (text: string): void => void process.stdout.write(`${text}\n`);

// A terminal that is gone must not end us before our children.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort());

// npm, which started the shell that started us, may be killed without passing it on.
const npm = grandparent();
if (process.env['npm_lifecycle_event']) {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent || grandparent() !== npm) stopping.abort();
  }, 300).unref();
}

try {
  say('starting');
  const stateDir = process.env['CROUPIER_STATE_DIR'] ?? '.croupier';
  const house = await startHouse({ stateDir, ports: 'default', watch, say, signal: stopping.signal });
  say(`started in ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
  say('ready');
  if (!stopping.signal.aborted) await new Promise((resolve) => stopping.signal.addEventListener('abort', resolve));
  say('stopping');
  await house.stop();
  process.exit(0);
} catch (cause) {
  if (stopping.signal.aborted) process.exit(0);
  const isCallers = cause instanceof UnfitEnvironment || cause instanceof AlreadyRunning;
  console.error(isCallers ? cause.message : cause);
  process.exit(cause instanceof UnfitEnvironment ? 78 : 1);
}

function grandparent(): string | undefined {
  try {
    return /^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${process.ppid}/status`, 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}
