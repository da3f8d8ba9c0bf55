import type { LedgerEntry } from '@croupier/contracts';
import { arrayText, query } from '@croupier/kit';
import { JACKPOT_DIGITS } from '../providers/jackpot.ts';
import type { Move } from '../providers/provider.ts';
import { unitsIn } from '../providers/units.ts';
import type { GamesContext } from '../room.ts';
import { providerOf } from './studio-scope.ts';

/**
 * Writes down what a studio says of jackpots before the ledger is asked: whatever the ledger takes is known then, over crashes and rebuilds
 * of the rounds. The first word for a transaction holds. Costs nothing where nothing is said.
 */
export async function keepJackpots(ctx: GamesContext, provider: string, moves: Move[]): Promise<void> {
  const said = moves.flatMap((move) =>
    (move.kind === 'bet' || move.kind === 'win') && move.jackpot !== undefined
      ? [{ user_id: move.playerId, reference: move.transactionId, pico: String(unitsIn(move.jackpot, JACKPOT_DIGITS)) }]
      : [],
  );
  if (said.length === 0) return;
  await query(
    ctx.em,
    `insert into jackpot_part (provider, user_id, reference, pico)
     select ?, user_id, reference, pico from jsonb_to_recordset(?::jsonb) as said (user_id text, reference text, pico numeric) on conflict do nothing`,
    [provider, JSON.stringify(said)],
  );
}

/** What was said of jackpots beside these entries of the log, by transaction. */
export async function readJackpots(ctx: GamesContext, entries: LedgerEntry[]): Promise<Map<string, bigint>> {
  const told = entries.filter(({ kind, reference }) => (kind === 'BET' || kind === 'WIN') && reference !== null);
  const rows = await query<{ provider: string; user_id: string; reference: string; pico: string }>(
    ctx.em,
    `select provider, user_id, reference, pico::text from unnest(?::text[], ?::text[], ?::text[]) as told (provider, user_id, reference)
     join jackpot_part using (provider, user_id, reference)`,
    [told.map(providerOf), told.map(({ userId }) => userId), told.map(({ reference }) => reference)].map(arrayText),
  );
  return new Map(
    rows.map(({ provider, user_id, reference, pico }) => [jackpotKey(provider, user_id, reference), BigInt(pico)]),
  );
}

/** Studios' ids may be per player. */
export const jackpotKey = (provider: string, userId: string, reference: string): string =>
  `${provider} ${userId} ${reference}`;
