/** Croupier's gateway as it is, before the bench's subgraphs; who asks is what the token says, without a proof, as for every peer. */
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { composeSupergraph, startGateway } from '../../../gateway/src/index.ts';
import { createLog } from '@croupier/kit';
import { servePeer, settingsOf } from './peer.ts';
import { USERS_SDL, WALLET_SDL } from './schemas.ts';

const { walletUrl, usersUrl, supergraphFile } = settingsOf<{
  walletUrl: string;
  usersUrl: string;
  supergraphFile: string;
}>();
const { supergraphSdl } = composeSupergraph([
  { name: 'wallet', url: walletUrl, sdl: WALLET_SDL },
  { name: 'users', url: usersUrl, sdl: USERS_SDL },
]);
writeFileSync(supergraphFile, supergraphSdl);
const gateway = await startGateway({
  host: '127.0.0.1',
  port: 0,
  log: createLog('gateway', 'error'),
  supergraphFile,
  open: true,
  mask: true,
  limits: null,
  allowedOrigins: null,
  identify: async (authorization = '', address) => {
    const sessionId = randomUUID();
    return {
      identity: { kind: 'user', userId: authorization, roles: ['PLAYER'], sessionId, address },
      // Every socket is a session of its own: two of one person share nothing.
      identityToken: async () => `${authorization} ${sessionId}`,
      sessionEndsAtMs: null,
    };
  },
});
servePeer(`${gateway.url.replace('http', 'ws')}/graphql`, {});
