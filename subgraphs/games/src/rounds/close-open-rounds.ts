import { POLICIES } from '@croupier/contracts';
import { query } from '@croupier/kit';
import type { GamesContext } from '../room.ts';
import { askableStudios, LEFT_OPEN, type OpenRound } from './left-open.ts';

const MOST_AT_ONCE = 500;

/**
 * Closes rounds in which nothing happened for `afterHours` hours, as their studio would: what is open in them is lost. Where the studio can be
 * asked, only those that it does not know, or of which it cannot say whether they are over. The ledger closes a round once, however many processes ask and however often. Answers how many it
 * closed now.
 */
export async function closeOpenRounds(ctx: GamesContext, afterHours: number): Promise<number> {
  const before = new Date(ctx.now().getTime() - afterHours * 3_600_000);
  const rounds = await query<OpenRound>(
    ctx.em,
    `select id, provider, user_id, reference from round
     where ${LEFT_OPEN} and (provider not in (select value from jsonb_array_elements_text(?::jsonb))
       or exists (select from round_question asked where asked.round_id = round.id and asked.answer in ('UNKNOWN', 'UNSAID')))
     order by opened_at limit ${MOST_AT_ONCE}`,
    [before, before, await askableStudios(ctx)],
  );
  const results = await Promise.all(
    rounds.map(async (round) => {
      const studio = await ctx.room.studios.find(ctx, round.provider);
      return ctx.room.ledger.send({
        scope: `studio:${round.provider}`,
        userId: round.user_id,
        policy: studio?.policy ?? POLICIES.croupier,
        operations: [{ kind: 'end_round', roundId: round.reference }],
      });
    }),
  );
  const closed = results.filter(({ status }) => status === 'DONE').length;
  if (closed > 0) ctx.log.info({ closed, afterHours }, 'rounds that were left open are closed');
  return closed;
}
