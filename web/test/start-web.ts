import type { ServerBuild } from '@remix-run/node';
import { existsSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { pathToFileURL } from 'node:url';
import { createWeb } from '../server/app.ts';
import { readConfig } from '../server/config.ts';
import { startStubGateway, type StubGateway } from './stub-gateway.ts';

export interface RunningWeb {
  url: string;
  stub: StubGateway;
  stop(): Promise<void>;
}

/** Web before a stub gateway, on free ports. `pages` wants a build: without one there is only the graph's door. */
export async function startWeb(settings: {
  pages: boolean;
  port?: number;
  env?: Record<string, string>;
}): Promise<RunningWeb> {
  const stub = await startStubGateway();
  const port = settings.port ?? (await freePort());
  const url = `http://localhost:${port}`;
  const config = readConfig({
    PORT: String(port),
    GATEWAY_URL: stub.url,
    WEB_URL: url,
    SANDBOX_URL: stub.outsideUrl,
    COOKIE_SECRET: 'a secret for tests only',
    CROUPIER_DEMO: '1',
    TELEGRAM_BOT_TOKEN: `777777777:${'a'.repeat(35)}`,
    ...settings.env,
  });
  const file = new URL('../build/server/index.js', import.meta.url);
  if (settings.pages && !existsSync(file)) throw new Error('web is not built: npm run build -w web');
  const build = settings.pages ? ((await import(pathToFileURL(file.pathname).href)) as ServerBuild) : null;
  const { server, door } = createWeb(config, build);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url,
    stub,
    stop: async () => {
      door.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await stub.stop();
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
