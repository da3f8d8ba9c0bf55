import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { identifier, parseInput } from '../errors.ts';
import { listGames } from './catalogue.ts';
import { changeClientSeed } from './change-client-seed.ts';
import type { ProviderContext } from './context.ts';
import { launchGame } from './launch-game.ts';
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
  { secret, publicUrl }: { secret: string; publicUrl: string },
): void {
  app.post('/launch', async (request) => {
    requireSignature(secret, request);
    return launchGame(ctx, publicUrl, request.body);
  });
  app.get('/games', async (request) => {
    requireSignature(secret, request);
    return listGames();
  });
  app.get<{ Params: { roundId: string } }>('/rounds/:roundId', async (request) => {
    requireSignature(secret, request);
    return showRound(ctx, request.params.roundId);
  });
  app.post('/play', async (request) => playRound(ctx, request.body));
  app.get('/session', async (request) => showSession(ctx, tokenOf(request)));
  app.get('/fairness', async (request) => showFairness(ctx, tokenOf(request)));
  app.post('/client-seed', async (request) => changeClientSeed(ctx, request.body));
  app.post('/rotate', async (request) => rotateSeed(ctx, request.body));
}
