import { userChanged } from '@croupier/contracts';
import { defineConsumer } from '@croupier/kit';
import type { GamesContext } from '../room.ts';
import { keepCountry } from './player-country.ts';

/** An identity that expires or is looked at again says nothing of the country: the last one that is known holds. */
export const onUserChanged = defineConsumer(
  'user-changed',
  userChanged,
  async (ctx: GamesContext, { userId, country, changedAt }) => {
    if (country) await keepCountry(ctx, { userId, country, changedAt });
  },
);
