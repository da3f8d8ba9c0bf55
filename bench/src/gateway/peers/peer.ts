/** What every peer is given and does the same. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { IDENTITY_HEADER, Unauthenticated } from '@croupier/kit';
import type { Caller, Identify } from '../../../../gateway/src/identity/caller.ts';
import type { Person } from '../identities.ts';
import type { SubgraphsReady } from '../subgraphs.ts';

export interface PeerStart extends SubgraphsReady {
  peer: string;
  people: Person[];
}

/** Starts one peer; the answer is the address of its graph. */
export type StartPeer = (start: PeerStart) => Promise<string>;

/** Everybody was verified before, by the house's code: what a remembered token costs is the same here for every peer. */
export function identifyRemembered({ people }: PeerStart): Identify {
  const known = new Map(
    people.map(({ token, userId, identityToken }): [string, Caller] => {
      const signed = Promise.resolve(identityToken);
      const identity = { kind: 'user' as const, userId, roles: ['PLAYER' as const], sessionId: `of ${userId}` };
      return [`Bearer ${token}`, { identity, sessionEndsAtMs: null, identityToken: () => signed }];
    }),
  );
  return async (authorization = '') => {
    const caller = known.get(authorization);
    if (!caller) throw new Unauthenticated();
    return caller;
  };
}

type Handle = (request: IncomingMessage, response: ServerResponse) => unknown;

/** Verifies the token, puts the signed identity among the request's headers, and hands on. */
export async function serveIdentified(start: PeerStart, handle: Handle): Promise<string> {
  const identify = identifyRemembered(start);
  const server = createServer((request, response) => {
    void (async () => {
      const caller = await identify(request.headers.authorization, '127.0.0.1');
      request.headers[IDENTITY_HEADER] = await caller.identityToken!();
      await handle(request, response);
    })().catch((error: unknown) => {
      console.error(error);
      response.writeHead(500).end();
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
}

/** The whole body as text. */
export function readText(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => resolve(Buffer.concat(chunks).toString()));
    request.on('error', reject);
  });
}
