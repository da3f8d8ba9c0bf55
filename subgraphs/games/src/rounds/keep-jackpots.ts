import type { LedgerEntry } from '@croupier/contracts';
import { query } from '@croupier/kit';
import { JACKPOT_DIGITS } from '../providers/jackpot.ts';
import type { Move } from '../providers/provider.ts';
import type { GamesContext } from '../room.ts';
import { providerOf } from './studio-scope.ts';

/**
 * Writes down what a studio says of jackpots before the ledger is asked: whatever the ledger takes is known then, over crashes and rebuilds
 * of the rounds. The first word for a transaction holds. Costs nothing where nothing is said.
 */
export async function keepJackpots(ctx: GamesContext, provider: string, moves: Move[]): Promise<void> {
  const said = moves.flatMap((move) =>
    (move.kind === 'bet' || move.kind === 'win') && move.jackpot !== undefined
      ? [{ reference: move.transactionId, pico: String(picoOf(move.jackpot)) }]
      : [],
  );
  if (said.length === 0) return;
  await query(
    ctx.em,
    `insert into jackpot_part (provider, reference, pico)
     select ?, reference, pico from jsonb_to_recordset(?::jsonb) as said (reference text, pico numeric) on conflict do nothing`,
    [provider, JSON.stringify(said)],
  );
}

/** What was said of jackpots beside these entries of the log, by transaction. */
export async function readJackpots(ctx: GamesContext, entries: LedgerEntry[]): Promise<Map<string, bigint>> {
  const told = entries.flatMap((entry) => {
    const { kind, reference } = entry;
    return (kind === 'BET' || kind === 'WIN') && reference !== null ? [{ provider: providerOf(entry), reference }] : [];
  });
  const rows = await query<{ provider: string; reference: string; pico: string }>(
    ctx.em,
    `select provider, reference, pico::text from jackpot_part
     where (provider, reference) in (select provider, reference from jsonb_to_recordset(?::jsonb) as told (provider text, reference text))`,
    [JSON.stringify(told)],
  );
  return new Map(rows.map(({ provider, reference, pico }) => [jackpotKey(provider, reference), BigInt(pico)]));
}

export const jackpotKey = (provider: string, reference: string): string => `${provider} ${reference}`;

function picoOf(decimal: string): bigint {
  const [whole = '', fraction = ''] = decimal.split('.');
  return BigInt(whole + fraction.padEnd(JACKPOT_DIGITS, '0'));
}
