import { z } from 'zod';
import { defineEvent, idText, moment } from './shape.ts';

export const GENRES = ['SLOT', 'INSTANT', 'TABLE', 'LIVE', 'CRASH', 'SPORT'] as const;

/** A game came, changed or went: reports keeps it as a dimension. `code` is the provider's own name of it. */
export const gameChanged = defineEvent(
  'games.game_changed.v1',
  z.object({
    gameId: idText,
    code: idText,
    slug: z.string(),
    provider: idText,
    title: z.string(),
    genre: z.enum(GENRES),
    enabled: z.boolean(),
    changedAt: moment,
  }),
);
