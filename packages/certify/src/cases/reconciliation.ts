import { billionths } from '../amount.ts';
import { always, CaseFailed, never, type Case } from '../case.ts';

const AT_ONCE = 10;
const UNTOLD = /^not told \((TOKEN_EXPIRED|PLAYER_BLOCKED|INVALID_TOKEN|LIMIT_REACHED)\)$/;

/** 119 to 122: what is true afterwards. 121 runs when all other cases are done. */
export const reconciliationCases: Case[] = [
  {
    number: 119,
    title: 'A transaction can be looked up after a timeout',
    ...never('no dialect of the kit has a look-up: the repeat of a request tells (44, 47, 67, 80)'),
  },
  {
    number: 120,
    title: 'The difference of the provider’s daily list and the operator’s',
    ...never('no dialect of the kit has a daily list'),
  },
  {
    number: 121,
    title:
      'After all cases every player has exactly what their bets, wins and rollbacks sum to, and none is below zero',
    applies: always,
    run: async (t) => {
      const known = t.everybody.filter(({ expected }) => expected !== undefined);
      const wrong: string[] = [];
      for (let from = 0; from < known.length; from += AT_ONCE) {
        const some = known.slice(from, from + AT_ONCE).map(async (player) => {
          if (billionths(player.expected!) < 0n) wrong.push(`${player.playerId} is below zero`);
          const found = await t.wrongBalance(player, player.expected!);
          // A session that is over, or a player who is blocked, may not be answered.
          if (found !== null && !UNTOLD.test(found))
            wrong.push(`${player.playerId} has ${found}, and ${player.expected} is right`);
        });
        await Promise.all(some);
      }
      if (wrong.length > 0)
        throw new CaseFailed(`${wrong.length} of ${known.length} players: ${wrong.slice(0, 3).join('; ')}`);
      t.note(`${known.length} players`);
    },
  },
  {
    number: 122,
    title: 'A provider recovers from answers that make no sense',
    ...never('a case of the provider’s side: the sandbox rehearses it'),
  },
];
