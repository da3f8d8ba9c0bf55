import type { LedgerEntry } from '@croupier/contracts';
import { query } from '@croupier/kit';
import { isUuid } from '../catalogue/is-uuid.ts';
import type { GamesContext } from '../room.ts';
import { providerOf } from '../rounds/studio-scope.ts';

/**
 * Counts free bets of the ledger's log for the oldest grant that they fit, gives rolled-back ones back, and ends a grant of which its studio
 * told what it won as a whole. An entry that is read again changes nothing.
 */
export async function playFreeRounds(ctx: GamesContext, entries: LedgerEntry[]): Promise<void> {
  for (const entry of entries) {
    if (entry.kind === 'BET' && entry.free) await playOne(ctx, entry);
    if (entry.kind === 'ROLLBACK' && entry.free) await giveBack(ctx, entry);
    if (entry.kind === 'WIN' && entry.promotion) await finish(ctx, entry);
  }
}

async function playOne(ctx: GamesContext, entry: LedgerEntry): Promise<void> {
  await query(
    ctx.em,
    `with fitting as (
       select id from free_rounds where user_id = ? and provider = ? and game_code = ? and currency = ? and played < rounds
         and finished_at is null and created_at <= ? and not exists (select from free_round_played where provider = ? and user_id = ? and reference = ?)
       order by cancelled_at is not null, created_at, id limit 1),
     spent as (insert into free_round_played (provider, user_id, reference, free_rounds_id) select ?, ?, ?, id from fitting returning free_rounds_id)
     update free_rounds set played = played + 1 from spent where id = free_rounds_id`,
    [
      ...[entry.userId, providerOf(entry), entry.gameId, entry.currency, entry.at],
      ...[providerOf(entry), entry.userId, entry.reference, providerOf(entry), entry.userId, entry.reference],
    ],
  );
}

async function giveBack(ctx: GamesContext, entry: LedgerEntry): Promise<void> {
  await query(
    ctx.em,
    `with back as (delete from free_round_played where provider = ? and user_id = ? and reference = ? returning free_rounds_id)
     update free_rounds set played = played - 1 from back where id = free_rounds_id`,
    [providerOf(entry), entry.userId, entry.betReference],
  );
}

async function finish(ctx: GamesContext, entry: LedgerEntry): Promise<void> {
  if (!isUuid(entry.reference ?? '')) return; // a promotion of the studio's own
  await query(
    ctx.em,
    `update free_rounds set finished_at = ? where id = ? and provider = ? and user_id = ? and finished_at is null`,
    [entry.at, entry.reference, providerOf(entry), entry.userId],
  );
}
