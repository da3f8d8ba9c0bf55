import { setTimeout as pause } from 'node:timers/promises';
import { query } from '@croupier/kit';
import type { GamesContext } from '../room.ts';

export interface RecalculateBetsInput {
  partnerId: string;
  roundId: string;
  correctResult: string;
}

const POLL_MS = 50;

/**
 * Re-settles the partner's bets of a round by their selection, and answers whether that is done within `patienceMs`.
 * The work is kept in the database and goes on without us, also after a crash. A repeat joins the one that runs, or hears of the
 * end that nobody was told of; one with another result begins when that has ended. Repeating it is harmless.
 */
export async function recalculateBets(
  ctx: GamesContext,
  input: RecalculateBetsInput,
  patienceMs: number,
): Promise<'done' | 'running'> {
  if (await hearOfTheEnd(ctx, input)) return 'done';
  const id = await startOrJoin(ctx, input);
  ctx.room.recalculations.wake();
  for (const giveUpAtMs = Date.now() + patienceMs; Date.now() < giveUpAtMs; await pause(POLL_MS)) {
    const done = await query(
      ctx.em,
      `update recalculation set answered_at = now() where id = ? and status = 'DONE' returning id`,
      [id],
    );
    if (done.length > 0) return 'done';
  }
  return 'running';
}

/** The last one of this round ended with this result, and the answer to it had been "not yet". */
async function hearOfTheEnd(ctx: GamesContext, input: RecalculateBetsInput): Promise<boolean> {
  const { partnerId, roundId, correctResult } = input;
  const told = await query(
    ctx.em,
    `update recalculation set answered_at = now()
     where id = (select max(id) from recalculation where partner_id = ? and round_id = ?)
       and correct_result = ? and status = 'DONE' and answered_at is null and finished_at > now() - interval '1 hour' returning id`,
    [partnerId, roundId, correctResult],
  );
  return told.length > 0;
}

async function startOrJoin(ctx: GamesContext, input: RecalculateBetsInput): Promise<string> {
  const key = [input.partnerId, input.roundId, input.correctResult];
  for (;;) {
    const [row] = await query<{ id: string }>(
      ctx.em,
      `with started as (
         insert into recalculation (partner_id, round_id, correct_result) values (?, ?, ?)
         on conflict (partner_id, round_id, correct_result) where status = 'RUNNING' do nothing returning id)
       select id from started
       union all select id from recalculation where partner_id = ? and round_id = ? and correct_result = ? and status = 'RUNNING'`,
      [...key, ...key],
    );
    // Nothing: the one to join was not visible yet, or ended just now.
    if (row) return row.id;
  }
}
