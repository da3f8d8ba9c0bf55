import { decodeCursor, encodeCursor, pageOf, query, rowsToRead, type Connection, type PageArgs } from '@croupier/kit';
import type { GamesContext } from '../room.ts';
import { withoutNul } from '../without-nul.ts';
import type { RoundToRecalculate } from './round-to-recalculate.type.ts';

/** Older rounds are not looked at: a result that nobody asked about for so long is a matter for the books. */
const LOOKED_AT = `interval '90 days'`;

interface Row {
  partner_id: string;
  round_id: string;
  correct_result: string | null;
  open: string;
  won: string;
  lost: string;
  conflicting: boolean;
}

/** Rounds of the last 90 days that need recalculation and have none running, by partner and round. Throws BadUserInput for a bad page. */
export async function listRoundsToRecalculate(
  ctx: GamesContext,
  partnerId: string | null,
  page: PageArgs,
): Promise<Connection<RoundToRecalculate>> {
  const limit = rowsToRead(page);
  const [afterPartner = '', afterRound = ''] = (decodeCursor(page.after, 2) ?? []).map(withoutNul);
  const rows = await query<Row>(
    ctx.em,
    `with last as (
       select distinct on (partner_id, round_id) partner_id, round_id, correct_result, status from recalculation
       order by partner_id, round_id, id desc),
     judged as (
       select b.partner_id, b.round_id, b.selection, last.correct_result, count(*) filter (where b.status = 'PENDING') as open,
         count(*) filter (where b.status = 'WON') as won, count(*) filter (where b.status = 'LOST') as lost
       from bookmaker_bet b left join last using (partner_id, round_id)
       where b.round_id is not null and b.selection is not null and b.odds is not null and not b.free and b.placed_at > now() - ${LOOKED_AT}
         and last.status is distinct from 'RUNNING' and (?::text is null or b.partner_id = ?) and (b.partner_id, b.round_id) > (?, ?)
       group by b.partner_id, b.round_id, b.selection, last.correct_result)
     select partner_id, round_id, correct_result, sum(open)::text as open, sum(won)::text as won, sum(lost)::text as lost,
       bool_or(won > 0 and lost > 0) as conflicting
     from judged group by partner_id, round_id, correct_result
     having bool_or(won > 0 and lost > 0)
       or bool_or(correct_result is not null and (open > 0 or case when selection = correct_result then lost > 0 else won > 0 end))
     order by partner_id, round_id limit ${limit}`,
    [partnerId && withoutNul(partnerId), partnerId && withoutNul(partnerId), afterPartner, afterRound],
  );
  return pageOf(rows.map(shown), page, (round) => encodeCursor(round.partnerId, round.roundId));
}

const shown = (row: Row): RoundToRecalculate => ({
  partnerId: row.partner_id,
  roundId: row.round_id,
  reason: row.conflicting ? 'CONFLICTING_RESULTS' : 'DIFFERS_FROM_RESULT',
  correctResult: row.correct_result,
  open: Number(row.open),
  won: Number(row.won),
  lost: Number(row.lost),
});
