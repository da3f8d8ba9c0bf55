import type { ServerBuild } from '@remix-run/node';
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import { createWeb } from './server/app.ts';
import { readConfig, type Config } from './server/config.ts';
import { log } from './server/log.ts';

const DRAIN_MS = 8_000;

function configOrExit(): Config {
  try {
    return readConfig(process.env);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exit(1);
  }
}

const config = configOrExit();
const build = (await import(
  pathToFileURL(new URL('./build/server/index.js', import.meta.url).pathname).href
)) as ServerBuild;
const { server, door } = createWeb(config, build);
server.listen(config.port, config.host);
await once(server, 'listening');
log('info', `listening on ${config.host}:${config.port}, for ${config.webOrigin}`);

let stopping = false;
function stop(): void {
  if (stopping) return;
  stopping = true;
  door.close();
  server.close(() => process.exit(0));
  server.closeIdleConnections();
  setTimeout(() => process.exit(0), DRAIN_MS).unref();
}
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
