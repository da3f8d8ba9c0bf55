import { execute, GraphQLError, parse, subscribe, validate, type ExecutionResult } from 'graphql';
import { useServer as serveSockets } from 'graphql-ws/use/ws';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { SAFE_OPERATIONS } from './safe-operations.ts';
import { stubSchema } from './graph-schema.ts';
import { StubHouse, toCents } from './stub-house.ts';
import { stubResolvers, type StubContext } from './stub-resolvers.ts';
import { StubTokens } from './stub-tokens.ts';

interface Asked {
  query?: string;
  variables?: Record<string, unknown>;
  operationName?: string;
  extensions?: { persistedQuery?: { sha256Hash: string } };
}

const NOT_FOUND = { extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } };

export interface StubGateway {
  url: string;
  outsideUrl: string;
  house: StubHouse;
  tokens: StubTokens;
  /** What is known by its hash. */
  operations: Map<string, string>;
  /** Operations that came as text. */
  texts: string[];
  /** Headers of the last graph request, as the gateway saw them. */
  lastHeaders(): IncomingMessage['headers'];
  stop(): Promise<void>;
}

/** A gateway for web's own tests: real HTTP and WebSocket, money in memory; beside it a game page and a payment page. */
export async function startStubGateway(ports: { gateway?: number; outside?: number } = {}): Promise<StubGateway> {
  const house = new StubHouse();
  const tokens = new StubTokens();
  const schema = stubSchema();
  const rootValue = stubResolvers(house, tokens);
  let outsideUrl = '';
  let headers: IncomingMessage['headers'] = {};
  const operations = new Map(
    Object.entries(JSON.parse(readFileSync(SAFE_OPERATIONS, 'utf8')) as Record<string, string>),
  );
  const texts: string[] = [];
  const textOf = ({ query, extensions }: Asked): string | undefined => {
    if (query !== undefined) texts.push(query);
    return query ?? operations.get(extensions?.persistedQuery?.sha256Hash ?? '');
  };
  const contextOf = (authorization: string | undefined): StubContext => ({
    person: house.people.get(tokens.userIdOf(authorization) ?? '') ?? null,
    outsideUrl,
  });

  async function answer(body: string, authorization: string | undefined): Promise<ExecutionResult> {
    const asked = JSON.parse(body) as Asked;
    const { variables, operationName } = asked;
    const unknown = authorization !== undefined && tokens.userIdOf(authorization) === null;
    if (unknown) return { errors: [{ message: 'UNAUTHENTICATED', extensions: { code: 'UNAUTHENTICATED' } } as never] };
    const query = textOf(asked);
    if (query === undefined) return { errors: [new GraphQLError('PersistedQueryNotFound', NOT_FOUND)] };
    const document = parse(query);
    const errors = validate(schema, document);
    if (errors.length > 0)
      return {
        errors: errors.map(
          (error) => ({ ...error.toJSON(), extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }) as never,
        ),
      };
    return execute({
      schema,
      document,
      rootValue,
      variableValues: variables,
      operationName,
      contextValue: contextOf(authorization),
    });
  }

  const gateway = createServer((req, res) => {
    if (req.url === '/readyz') return void res.end('{}');
    headers = req.headers;
    if (req.url?.startsWith('/reports/exports/'))
      return void res
        .setHeader('content-disposition', 'attachment; filename="report.csv"')
        .end('day,ggr\n2026-11-21,47.50\n');
    void readText(req).then(async (body) => {
      const result = await answer(body, req.headers.authorization);
      res.setHeader('content-type', 'application/json').end(JSON.stringify(result));
    });
  });
  const sockets = new WebSocketServer({ server: gateway, path: '/graphql' });
  const graphSockets = serveSockets(
    {
      schema,
      execute,
      subscribe,
      roots: { query: rootValue as never, mutation: rootValue as never, subscription: rootValue as never },
      onConnect: (ctx) => tokens.userIdOf(ctx.connectionParams?.['authorization'] as string) !== null,
      // graphql-ws has no word for a missing text: what is not known becomes one that is not valid.
      jsonMessageReviver: (_key, value: Asked | null) =>
        value?.extensions?.persistedQuery ? { ...value, query: textOf(value) ?? '{ notKnown }' } : value,
      context: (ctx) => contextOf(ctx.connectionParams?.['authorization'] as string) as never,
    },
    sockets,
  );
  const outside = createServer((req, res) => void answerOutside(house, req, res));
  await listen(gateway, ports.gateway ?? 0);
  await listen(outside, ports.outside ?? 0);
  outsideUrl = `http://localhost:${(outside.address() as AddressInfo).port}`;
  return {
    url: `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`,
    outsideUrl,
    house,
    tokens,
    operations,
    texts,
    lastHeaders: () => headers,
    stop: async () => {
      await graphSockets.dispose();
      for (const server of [gateway, outside]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}

/** The provider's and the payment service's pages, as plain as they can be. */
async function answerOutside(house: StubHouse, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const url = new URL(req.url ?? '/', 'http://outside');
  const html = (body: string) =>
    void res
      .setHeader('content-type', 'text/html; charset=utf-8')
      .end(
        `<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>Outside</title><body style="font:16px sans-serif;background:#0e1412;color:#eee;padding:2rem">${body}`,
      );
  if (url.pathname.startsWith('/thumbnails/')) {
    res
      .setHeader('content-type', 'image/svg+xml')
      .end(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"><rect width="4" height="3" fill="#24314f"/><rect x="1.2" y=".7" width="1.6" height="1.6" rx=".3" fill="#fff"/></svg>',
      );
    return;
  }
  if (url.pathname.startsWith('/game/')) {
    const person = house.people.get(url.searchParams.get('token') ?? '');
    if (req.method === 'POST' && person) {
      const gameCode = url.pathname.split('/')[2]!;
      house.post(person, 'BET', -100n, `sandbox:${crypto.randomUUID()}`, gameCode);
      house.post(person, 'WIN', 198n, `sandbox:${crypto.randomUUID()}`, gameCode);
      house.rounds.unshift({
        id: crypto.randomUUID(),
        reference: crypto.randomUUID(),
        provider: { id: 'sandbox', title: 'Sandbox' },
        userId: person.id,
        code: gameCode,
        status: 'CLOSED',
        currency: 'EUR',
        staked: { amount: '1.00', currency: 'EUR' },
        paid: { amount: '1.98', currency: 'EUR' },
        bets: [],
        openedAt: new Date().toISOString(),
        closedAt: new Date().toISOString(),
      });
    }
    return html('<h1>Sandbox game</h1><form method="post"><button>Play for 1.00</button></form>');
  }
  const [, , , id, act] = url.pathname.split('/');
  const payment = house.payments.get(id ?? '');
  if (!payment) return void res.writeHead(404).end();
  if (req.method === 'POST') {
    if (act === 'pay')
      house.post(house.people.get(payment.userId)!, 'DEPOSIT', toCents(payment.amount.amount), `sandbox:${id}`);
    house.move(payment, act === 'pay' ? 'SUCCEEDED' : 'FAILED', 'psp');
    return void res.writeHead(303, { location: payment.returnUrl }).end();
  }
  return html(
    `<h1>Sandbox payment</h1><form method="post" action="/psp/checkout/${id}/pay"><button>Pay</button></form><form method="post" action="/psp/checkout/${id}/decline"><button>Decline</button></form>`,
  );
}

async function readText(req: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of req) text += String(part);
  return text;
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
}
