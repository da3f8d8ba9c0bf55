import type { LedgerEntry } from '@croupier/contracts';
import { arrayText, defineProjection, query } from '@croupier/kit';
import { playFreeRounds } from '../free-rounds/play-free-rounds.ts';
import type { GamesContext } from '../room.ts';
import { betIdOf, type BetState, foldEntry, roundIdOf, Rounds, type RoundState } from './fold-rounds.ts';
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
  const namedBets = await query<{ round_id: string }>(ctx.em, 'select round_id from bet where id = any(?::uuid[])', [
    uuids(entries.map(betIdOf)),
  ]);
  const rounds = await query<AsText<RoundState>>(
    ctx.em,
    `select id, provider, user_id, reference, game_code, currency, status, staked_minor::text, paid_minor::text, ${JACKPOTS}, opened_at, ended_at, closed_at from round
     where id = any(?::uuid[])`,
    [uuids([...entries.map(roundIdOf), ...namedBets.map((bet) => bet.round_id)])],
  );
  const bets = await query<AsText<BetState>>(
    ctx.em,
    `select id, round_id, provider, reference, currency, amount_minor::text, paid_minor::text, ${JACKPOTS}, status, placed_at, settled_at from bet
     where round_id = any(?::uuid[])`,
    [uuids(rounds.map((round) => round.id))],
  );
  const state = new Rounds();
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

/** As an array they are looked up one by one in the index, however large the table has become since it was last analysed. */
const uuids = (ids: (string | null)[]): string => arrayText([...new Set(ids.filter((id) => id !== null))]);

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
  await query(ctx.em, WRITE_ROUNDS, columnsOf([...state.rounds.values()], ROUND_COLUMNS));
  await query(ctx.em, WRITE_BETS, columnsOf([...state.bets.values()], BET_COLUMNS));
}

const columnsOf = <Row>(rows: Row[], columns: Record<keyof Row, string>): string[] =>
  (Object.keys(columns) as (keyof Row)[]).map((name) =>
    arrayText(rows.map((row) => row[name] as string | bigint | null)),
  );

const text = 'text';
const minor = 'bigint';
const pico = 'numeric';
const moment = 'timestamptz';
const ROUND_COLUMNS: Record<keyof RoundState, string> = {
  ...{ id: 'uuid', provider: text, user_id: text, reference: text, game_code: text, currency: text, status: text },
  ...{ staked_minor: minor, paid_minor: minor, jackpot_contribution_pico: pico, jackpot_paid_pico: pico },
  ...{ opened_at: moment, ended_at: moment, closed_at: moment },
};
const BET_COLUMNS: Record<keyof BetState, string> = {
  ...{ id: 'uuid', round_id: 'uuid', provider: text, reference: text, currency: text, status: text },
  ...{ amount_minor: minor, paid_minor: minor, jackpot_contribution_pico: pico, jackpot_paid_pico: pico },
  ...{ placed_at: moment, settled_at: moment },
};

/** A list for each column: half of what rows of JSON cost PostgreSQL. */
function insertOf(table: string, columns: Record<string, string>): string {
  const lists = Object.values(columns).map((type) => `?::${type}[]`);
  return `insert into ${table} (${Object.keys(columns).join(', ')}) select * from unnest(${lists.join(', ')})`;
}

const WRITE_ROUNDS = `${insertOf('round', ROUND_COLUMNS)}
  on conflict (id) do update set status = excluded.status, staked_minor = excluded.staked_minor, paid_minor = excluded.paid_minor,
    jackpot_contribution_pico = excluded.jackpot_contribution_pico, jackpot_paid_pico = excluded.jackpot_paid_pico, ended_at = excluded.ended_at,
    closed_at = excluded.closed_at`;

const WRITE_BETS = `${insertOf('bet', BET_COLUMNS)}
  on conflict (id) do update set amount_minor = excluded.amount_minor, paid_minor = excluded.paid_minor, jackpot_paid_pico = excluded.jackpot_paid_pico,
    status = excluded.status, settled_at = excluded.settled_at`;
