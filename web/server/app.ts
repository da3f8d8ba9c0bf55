import { createRequestHandler } from '@remix-run/express';
import type { ServerBuild } from '@remix-run/node';
import express, { type Express, type Request, type RequestHandler, type Response } from 'express';
import { createServer, type Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { request as send } from 'undici';
import type { Config } from './config.ts';
import { sealedCookie } from './cookies.ts';
import { passExport, passGraphRequest, refuse } from './graph-http.ts';
import { openSocketDoor, type SocketDoor } from './graph-socket.ts';
import type { SignInProgress, WebContext } from './load-context.ts';
import { log, shownError } from './log.ts';
import { renewSession } from './renew-session.ts';
import { securityHeaders } from './security-headers.ts';
import { sessionKeeper, toSession, type Session, type SessionKeeper } from './session.ts';
import { answerMetrics } from './metrics.ts';
import { readTelegramFields, signTelegramLogin } from './telegram.ts';

export interface Web {
  server: Server;
  door: SocketDoor;
}

const clientFiles = fileURLToPath(new URL('../build/client', import.meta.url));
const FIFTEEN_MINUTES_SECONDS = 900;

/** The whole web server but its listening: pages, the graph's door for browsers, health. */
export function createWeb(config: Config, build: ServerBuild | null, now: () => number = Date.now): Web {
  const sessions = sessionKeeper({
    secret: config.cookieSecret,
    secure: config.secure,
    renew: renewSession(config.gatewayUrl),
    now,
  });
  const app = express();
  app.disable('x-powered-by');
  app.get('/healthz', (_req, res) => void res.json({ status: 'ok' }));
  app.get('/readyz', (_req, res, next) => void answerReadiness(config, res).catch(next));
  app.get('/metrics', answerMetrics);
  app.use(securityHeaders(config));
  app.use('/assets', express.static(`${clientFiles}/assets`, { immutable: true, maxAge: '1y', fallthrough: false }));
  app.use(express.static(clientFiles, { maxAge: '1h', index: false }));
  app.use(refuseForeignOrigins(config.webOrigin));
  app.use(openSession(sessions));
  mountGraph(app, config);
  if (build) mountPages(app, config, build, sessions);
  app.use(answerBug);
  const server = createServer(app);
  const door = openSocketDoor(server, { gatewayUrl: config.gatewayUrl, webOrigin: config.webOrigin, sessions });
  return { server, door };
}

async function answerReadiness(config: Config, res: Response): Promise<void> {
  const answer = await send(`${config.gatewayUrl}/readyz`, { headersTimeout: 2_000, bodyTimeout: 2_000 }).catch(
    () => null,
  );
  await answer?.body.dump();
  const ready = answer !== null && answer.statusCode < 300;
  res
    .status(ready ? 200 : 503)
    .json({ status: ready ? 'ready' : 'waiting', gateway: answer?.statusCode ?? 'no answer' });
}

/** Whatever may change something must come from our own pages; documents asked for under another host are led here. */
function refuseForeignOrigins(webOrigin: string): RequestHandler {
  const home = new URL(webOrigin);
  return (req, res, next) => {
    const safe = req.method === 'GET' || req.method === 'HEAD' || req.method === 'OPTIONS';
    if (!safe && req.headers.origin !== webOrigin)
      return refuse(res, 403, 'FORBIDDEN', 'This request comes from another site');
    const document = safe && req.headers['sec-fetch-dest'] === 'document';
    const loopback = req.headers.host === `127.0.0.1:${home.port}`;
    if (document && loopback && req.headers.host !== home.host) return res.redirect(302, webOrigin + req.originalUrl);
    next();
  };
}

function openSession(sessions: SessionKeeper): RequestHandler {
  return (req, res, next) => {
    void sessions.open(req.headers.cookie).then(({ session, setCookie }) => {
      res.locals['session'] = session;
      if (setCookie) res.append('Set-Cookie', setCookie);
      next();
    }, next);
  };
}

function mountGraph(app: Express, config: Config): void {
  const passed = (res: Response) => ({
    gatewayUrl: config.gatewayUrl,
    session: res.locals['session'] as Session | null,
  });
  app.post('/graphql', (req, res, next) => void passGraphRequest(req, res, passed(res)).catch(next));
  app.all('/graphql', (_req, res) => {
    res.setHeader('Allow', 'POST');
    refuse(res, 405, 'BAD_USER_INPUT', 'Ask the graph by POST');
  });
  app.get('/reports/exports/:id', (req, res, next) => void passExport(req, res, passed(res)).catch(next));
}

function mountPages(app: Express, config: Config, build: ServerBuild, sessions: SessionKeeper): void {
  const progress = sealedCookie<SignInProgress>('croupier_sign_in', {
    secret: config.cookieSecret,
    secure: config.secure,
    maxAgeSeconds: FIFTEEN_MINUTES_SECONDS,
  });
  const botToken = config.demo?.telegramBotToken;
  const getLoadContext = (req: Request, res: Response): WebContext => {
    const session = res.locals['session'] as Session | null;
    return {
      nonce: res.locals['nonce'] as string,
      webOrigin: config.webOrigin,
      gatewayUrl: config.gatewayUrl,
      session,
      progress: progress.read(req.headers.cookie),
      clientAddress: req.socket.remoteAddress ?? '',
      demo: config.demo !== null,
      telegram: config.telegram,
      signTelegram: botToken ? (person) => signTelegramLogin(botToken, person) : null,
      readTelegram: readTelegramFields,
      cookies: {
        signIn: (given) => sessions.cookie.write(toSession(given)),
        signOut: () => sessions.cookie.clear(),
        progress: (value) => (value ? progress.write(value) : progress.clear()),
      },
      forgetSession: () => void (session && sessions.forget(session)),
    };
  };
  app.use((_req, res, next) => {
    res.setHeader('Cache-Control', 'no-store');
    next();
  });
  app.all('*', createRequestHandler({ build, mode: 'production', getLoadContext }));
}

function answerBug(error: unknown, _req: Request, res: Response, _next: express.NextFunction): void {
  const status = (error as { status?: unknown }).status;
  if (typeof status === 'number' && status < 500) return void res.status(status).type('text').send('Not found');
  log('error', 'a request failed', shownError(error));
  if (!res.headersSent) res.status(500).type('text').send('Something went wrong');
}
