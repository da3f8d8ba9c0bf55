import type { LedgerEntry } from '@croupier/contracts';
import { defineProjection, query } from '@croupier/kit';
import { playFreeRounds } from '../free-rounds/play-free-rounds.ts';
import type { GamesContext } from '../room.ts';
import { betIdOf, type BetState, foldEntry, roundIdOf, Rounds, type RoundState } from './fold-rounds.ts';
import { readJackpots } from './keep-jackpots.ts';
import { STUDIO_SCOPE } from './studio-scope.ts';

const KINDS = new Set(['BET', 'WIN', 'ROLLBACK', 'ROUND_CLOSED']);
const isOurs = (entry: LedgerEntry): boolean => entry.scope.startsWith(STUDIO_SCOPE) && KINDS.has(entry.kind);

/** Rounds, bets and what is played of free rounds as the ledger's log tells them; rounds are pushed to the players who look at them. */
export const projectRounds = defineProjection<GamesContext>({
  name: 'rounds',
  apply: async (ctx, entries) => {
    const told = entries.filter(isOurs);
    if (told.length === 0) return;
    const state = await readRounds(ctx, told);
    for (const entry of told) foldEntry(state, entry);
    await writeRounds(ctx, state);
    await playFreeRounds(ctx, told);
  },
  afterCommit: async (ctx, entries) => {
    const touched = new Map<string, string>();
    for (const entry of entries.filter(isOurs)) {
      const id = roundIdOf(entry);
      if (id !== null) touched.set(id, entry.userId);
    }
    for (const [id, userId] of touched) ctx.live.push(roundTopic(userId), { id } satisfies RoundPush);
  },
});

export interface RoundPush {
  id: string;
}
/** Where a player's rounds are told. */
export const roundTopic = (userId: string): string => `round.${Buffer.from(userId).toString('base64url')}`;

/** A row as the driver gives it: what is counted is text. */
type AsText<State> = { [Key in keyof State]: State[Key] extends bigint ? string : State[Key] };
const JACKPOTS = 'jackpot_contribution_pico::text, jackpot_paid_pico::text';

async function readRounds(ctx: GamesContext, entries: LedgerEntry[]): Promise<Rounds> {
  const roundIds = JSON.stringify([...new Set(entries.map(roundIdOf).filter((id) => id !== null))]);
  const betIds = JSON.stringify([...new Set(entries.map(betIdOf).filter((id) => id !== null))]);
  const rounds = await query<AsText<RoundState>>(
    ctx.em,
    `select id, provider, user_id, reference, game_code, currency, status, staked_minor::text, paid_minor::text, ${JACKPOTS}, opened_at, ended_at, closed_at from round
     where id in (select value::uuid from jsonb_array_elements_text(?::jsonb)
       union select round_id from bet where id in (select value::uuid from jsonb_array_elements_text(?::jsonb)))`,
    [roundIds, betIds],
  );
  const bets = await query<AsText<BetState>>(
    ctx.em,
    `select id, round_id, provider, reference, currency, amount_minor::text, paid_minor::text, ${JACKPOTS}, status, placed_at, settled_at from bet
     where round_id in (select value::uuid from jsonb_array_elements_text(?::jsonb))`,
    [JSON.stringify(rounds.map((round) => round.id))],
  );
  const state = new Rounds(await readJackpots(ctx, entries));
  for (const row of rounds)
    state.rounds.set(row.id, {
      ...row,
      ...asText(row, 'opened_at', 'ended_at', 'closed_at'),
      ...asCounts(row, 'staked_minor', 'paid_minor', 'jackpot_contribution_pico', 'jackpot_paid_pico'),
    });
  for (const row of bets)
    state.addBet({
      ...row,
      ...asText(row, 'placed_at', 'settled_at'),
      ...asCounts(row, 'amount_minor', 'paid_minor', 'jackpot_contribution_pico', 'jackpot_paid_pico'),
    });
  return state;
}

function asCounts<K extends string>(row: { [Key in K]: string }, ...keys: K[]): { [Key in K]: bigint } {
  return Object.fromEntries(keys.map((key) => [key, BigInt(row[key])])) as { [Key in K]: bigint };
}

/** Moments as the log writes them, whatever the driver made of them. */
function asText<T extends object, K extends keyof T & string>(row: T, ...keys: K[]): Pick<T, K> {
  const moments = keys.map((key) => [
    key,
    row[key] === null ? null : new Date(row[key] as unknown as string | Date).toISOString(),
  ]);
  return Object.fromEntries(moments) as Pick<T, K>;
}

async function writeRounds(ctx: GamesContext, state: Rounds): Promise<void> {
  const bigintAsText = (_key: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);
  const json = (rows: Iterable<object>) => JSON.stringify([...rows], bigintAsText);
  await query(ctx.em, WRITE_ROUNDS, [json(state.rounds.values())]);
  await query(ctx.em, WRITE_BETS, [json(state.bets.values())]);
}

const WRITE_ROUNDS = `
  insert into round (id, provider, user_id, reference, game_code, currency, status, staked_minor, paid_minor, jackpot_contribution_pico, jackpot_paid_pico, opened_at, ended_at, closed_at)
  select * from jsonb_to_recordset(?::jsonb) as told (id uuid, provider text, user_id text, reference text, game_code text, currency text, status text,
    staked_minor bigint, paid_minor bigint, jackpot_contribution_pico numeric, jackpot_paid_pico numeric, opened_at timestamptz, ended_at timestamptz, closed_at timestamptz)
  on conflict (id) do update set status = excluded.status, staked_minor = excluded.staked_minor, paid_minor = excluded.paid_minor,
    jackpot_contribution_pico = excluded.jackpot_contribution_pico, jackpot_paid_pico = excluded.jackpot_paid_pico, ended_at = excluded.ended_at,
    closed_at = excluded.closed_at`;

const WRITE_BETS = `
  insert into bet (id, round_id, provider, reference, currency, amount_minor, paid_minor, jackpot_contribution_pico, jackpot_paid_pico, status, placed_at, settled_at)
  select * from jsonb_to_recordset(?::jsonb) as told (id uuid, round_id uuid, provider text, reference text, currency text, amount_minor bigint,
    paid_minor bigint, jackpot_contribution_pico numeric, jackpot_paid_pico numeric, status text, placed_at timestamptz, settled_at timestamptz)
  on conflict (id) do update set paid_minor = excluded.paid_minor, jackpot_paid_pico = excluded.jackpot_paid_pico, status = excluded.status, settled_at = excluded.settled_at`;
