import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { identifier, parseInput } from '../errors.ts';
import { listGames } from './catalogue.ts';
import { changeClientSeed } from './change-client-seed.ts';
import type { ProviderContext } from './context.ts';
import { cancelFreeRounds, grantFreeRounds } from './free-rounds.ts';
import { launchGame } from './launch-game.ts';
import type { Misbehaviour } from './misbehaviour.ts';
import { playRound } from './play-round.ts';
import { rotateSeed } from './rotate-seed.ts';
import { showFairness } from './show-fairness.ts';
import { showRound } from './show-round.ts';
import { showSession } from './show-session.ts';
import { requireSignature } from './signature.ts';

const withToken = z.looseObject({ token: identifier });
const tokenOf = (request: FastifyRequest) => parseInput(withToken, request.query).token;

/** What the operator calls (signed) and what the game's page calls (by the session token). */
export function routeGameProvider(
  app: FastifyInstance,
  ctx: ProviderContext,
  { secret, publicUrl, misbehaviour }: { secret: string; publicUrl: string; misbehaviour: Misbehaviour },
): void {
  const keepSilent = silence(app, misbehaviour);
  app.post('/launch', { onRequest: keepSilent }, async (request) => {
    requireSignature(secret, request);
    return launchGame(ctx, publicUrl, request.body);
  });
  app.get('/games', { onRequest: keepSilent }, async (request) => {
    requireSignature(secret, request);
    return listGames();
  });
  app.get<{ Params: { roundId: string } }>('/rounds/:roundId', { onRequest: keepSilent }, async (request) => {
    requireSignature(secret, request);
    return showRound(ctx, request.params.roundId);
  });
  app.post('/free-rounds', { onRequest: keepSilent }, async (request) => {
    requireSignature(secret, request);
    return grantFreeRounds(ctx, request.body);
  });
  app.post('/free-rounds/cancel', { onRequest: keepSilent }, async (request) => {
    requireSignature(secret, request);
    return cancelFreeRounds(ctx, request.body);
  });
  app.post('/play', async (request) => playRound(ctx, request.body));
  app.get('/session', async (request) => showSession(ctx, tokenOf(request)));
  app.get('/fairness', async (request) => showFairness(ctx, tokenOf(request)));
  app.post('/client-seed', async (request) => changeClientSeed(ctx, request.body));
  app.post('/rotate', async (request) => rotateSeed(ctx, request.body));
}

/** Whoever calls a silent studio waits until they give up. */
function silence(app: FastifyInstance, misbehaviour: Misbehaviour) {
  const waiting = new Set<FastifyRequest>();
  app.addHook('preClose', async () => waiting.forEach((request) => request.raw.socket.destroy()));
  return async (request: FastifyRequest, reply: FastifyReply) => {
    if (!misbehaviour.now.silent) return;
    reply.hijack();
    waiting.add(request);
    request.raw.socket.once('close', () => waiting.delete(request));
  };
}
