import { z } from 'zod';
import { identifier, MalformedInput, parseInput } from '../errors.ts';
import { games } from './games/index.ts';
import { verify } from './verify.ts';

const verification = z.looseObject({
  serverSeed: identifier,
  serverSeedHash: z.string().max(64).default(''),
  clientSeed: identifier.max(64),
  nonce: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
  gameId: z.enum(games.map((game) => game.code) as [string, ...string[]]),
  choice: z.string().max(100).optional(),
});

/** Verifies what a query names: `GET /verify?serverSeed=&serverSeedHash=&clientSeed=&nonce=&gameId=&choice=`, the choice as JSON or plain text. Refuses with BAD_USER_INPUT. */
export function answerVerification(query: unknown) {
  const { serverSeed, choice, gameId, ...proof } = parseInput(verification, query);
  return verify(proof, serverSeed, { gameId, choice: choice === undefined ? undefined : readChoice(choice) });
}

function readChoice(text: string): unknown {
  if (!text.startsWith('{')) return text;
  try {
    return JSON.parse(text);
  } catch {
    throw new MalformedInput('choice: not JSON', ['choice']);
  }
}
