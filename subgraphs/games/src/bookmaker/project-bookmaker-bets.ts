import { parseSignedAmount, type LedgerEntry } from '@croupier/contracts';
import { arrayText, defineProjection, query } from '@croupier/kit';
import type { GamesContext } from '../room.ts';
import { stableId } from '../rounds/stable-id.ts';

export const BOOKMAKER_PROJECTION = 'bookmaker-bets';
const SCOPE = 'bookmaker:';
const STATUS = { WIN: 'WON', LOSE: 'LOST', VOID: 'VOID', CASHOUT: 'CASHED_OUT', REFUND: 'REFUNDED' } as const;

interface BetState {
  id: string;
  partner_id: string;
  bet_id: string;
  user_id: string;
  currency: string;
  amount_minor: string;
  payout_minor: string;
  /** what really reached the player's money so far */
  net_minor: string;
  status: string;
  round_id: string | null;
  selection: string | null;
  odds: string | null;
  free: boolean;
  placed_at: string;
  settled_at: string | null;
}

/** Bookmakers' bets as the ledger's log tells them; pushed to the players who look at them. */
export const projectBookmakerBets = defineProjection<GamesContext>({
  name: BOOKMAKER_PROJECTION,
  apply: async (ctx, entries) => {
    const told = entries.filter(isBet);
    if (told.length === 0) return;
    const bets = await readBets(ctx, [...new Set(told.map(idOf))]);
    for (const entry of told) applyEntry(bets, entry);
    await writeBets(ctx, [...bets.values()]);
  },
  afterCommit: async (ctx, entries) => {
    const touched = new Map(entries.filter(isBet).map((entry) => [idOf(entry), entry.userId]));
    for (const [id, userId] of touched) ctx.live.push(bookmakerBetTopic(userId), { id } satisfies BookmakerBetPush);
  },
});

export interface BookmakerBetPush {
  id: string;
}
/** Where a player's bets with bookmakers are told. */
export const bookmakerBetTopic = (userId: string): string =>
  `bookmaker-bet.${Buffer.from(userId).toString('base64url')}`;

const isBet = (entry: LedgerEntry): boolean =>
  entry.scope.startsWith(SCOPE) && (entry.betReference ?? entry.reference) !== null && entry.kind !== 'TOMBSTONE';

const idOf = (entry: LedgerEntry): string => stableId(entry.scope, entry.betReference ?? entry.reference ?? '');

function applyEntry(bets: Map<string, BetState>, entry: LedgerEntry): void {
  const id = idOf(entry);
  const bet = bets.get(id);
  if (entry.kind === 'HOLD' && !bet) bets.set(id, placedBet(id, entry));
  const { outcome } = entry;
  // A re-settlement without outcome takes the result back: the bet waits for another.
  if (!bet || !entry.currency || (outcome === null && entry.kind !== 'RESETTLEMENT')) return;
  bet.status = outcome === null ? 'PENDING' : STATUS[outcome];
  bet.settled_at = outcome === null ? null : entry.at;
  const changes = entry.buckets
    .filter(({ bucket }) => bucket === 'REAL')
    .map(({ amount }) => parseSignedAmount(amount, bet.currency));
  bet.net_minor = String(changes.reduce((sum, change) => sum + change, BigInt(bet.net_minor)));
  bet.payout_minor = payoutOf(outcome, bet);
}

/** A shortfall that became a debt was not taken back, and yet a lost bet pays nothing. */
function payoutOf(outcome: LedgerEntry['outcome'], bet: BetState): string {
  if (outcome === 'LOSE' || outcome === null) return '0';
  return outcome === 'VOID' || outcome === 'REFUND' ? bet.amount_minor : bet.net_minor;
}

function placedBet(id: string, entry: LedgerEntry): BetState {
  const currency = entry.currency ?? 'EUR';
  return {
    id,
    partner_id: entry.scope.slice(SCOPE.length),
    bet_id: entry.betReference ?? entry.reference ?? '',
    user_id: entry.userId,
    currency,
    amount_minor: String(parseSignedAmount(entry.amount, currency)),
    payout_minor: '0',
    net_minor: '0',
    status: 'PENDING',
    round_id: entry.roundId,
    selection: entry.selection,
    odds: entry.odds,
    free: entry.free,
    placed_at: entry.at,
    settled_at: null,
  };
}

async function readBets(ctx: GamesContext, ids: string[]): Promise<Map<string, BetState>> {
  const rows = await query<BetState>(
    ctx.em,
    `select id, partner_id, bet_id, user_id, currency, amount_minor::text, payout_minor::text, net_minor::text, status, round_id, selection, odds, free, placed_at, settled_at
     from bookmaker_bet where id = any(?::uuid[])`,
    [arrayText(ids)],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

async function writeBets(ctx: GamesContext, bets: BetState[]): Promise<void> {
  await query(
    ctx.em,
    `insert into bookmaker_bet (id, partner_id, bet_id, user_id, currency, amount_minor, payout_minor, net_minor, status, round_id, selection, odds, free, placed_at, settled_at)
     select id, partner_id, bet_id, user_id, currency, amount_minor, payout_minor, net_minor, status, round_id, selection, odds, free, placed_at, settled_at
     from jsonb_to_recordset(?::jsonb) as told (id uuid, partner_id text, bet_id text, user_id text, currency text, amount_minor bigint, payout_minor bigint, net_minor bigint,
       status text, round_id text, selection text, odds text, free boolean, placed_at timestamptz, settled_at timestamptz)
     on conflict (id) do update set payout_minor = excluded.payout_minor, net_minor = excluded.net_minor, status = excluded.status, settled_at = excluded.settled_at`,
    [JSON.stringify(bets)],
  );
}
