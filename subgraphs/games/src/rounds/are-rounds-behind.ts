import { askLaneHeads } from '@croupier/contracts';
import { query } from '@croupier/kit';
import type { GamesContext } from '../room.ts';

/** Whether the ledger's log holds entries that the rounds do not show yet. */
export async function areRoundsBehind(ctx: GamesContext): Promise<boolean> {
  const { heads } = await ctx.ask(askLaneHeads, {});
  const rows = await query<{ lane: number; sequence: string }>(
    ctx.em,
    `select lane, sequence from projection_cursor where name = 'rounds'`,
  );
  const passed = new Map(rows.map(({ lane, sequence }) => [Number(lane), Number(sequence)]));
  return heads.some(({ lane, sequence }) => (passed.get(lane) ?? 0) < sequence);
}
