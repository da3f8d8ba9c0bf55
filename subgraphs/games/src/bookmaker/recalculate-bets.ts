import { askLaneHeads, formatAmount } from '@croupier/contracts';
import { ProviderUnavailable, query } from '@croupier/kit';
import type { GamesContext } from '../room.ts';
import { BOOKMAKER_PROJECTION } from './project-bookmaker-bets.ts';

export interface RecalculateBetsInput {
  partnerId: string;
  roundId: string;
  correctResult: string;
}

const BATCH = 200;
const LONGEST_RETRY_MS = 60_000;
const LONGEST_CATCH_UP_MS = 30_000;

/**
 * Re-settles the partner's bets of a round by their selection: amount × odds rounded down to the currency's unit for the right
 * one, zero for the others; open, won and lost ones that have selection and odds. Answers when all are settled; a repeat while it runs joins it,
 * one with another result waits for it and begins then. Throws ProviderUnavailable; repeating it is harmless.
 */
export function recalculateBets(ctx: GamesContext, input: RecalculateBetsInput): Promise<void> {
  const { recalculations } = ctx.room;
  const round = JSON.stringify([input.partnerId, input.roundId]);
  const key = JSON.stringify([round, input.correctResult]);
  const running = recalculations.get(key);
  if (running) return running;
  const others = [...recalculations]
    .filter(([other]) => (JSON.parse(other) as string[])[0] === round)
    .map(([, work]) => work.catch(() => undefined));
  const work = Promise.all(others)
    .then(() => settleRound(ctx, input))
    .finally(() => recalculations.delete(key));
  recalculations.set(key, work);
  return work;
}

interface BetRow {
  id: string;
  bet_id: string;
  user_id: string;
  currency: string;
  amount_minor: string;
  selection: string;
  odds: string;
}

async function settleRound(ctx: GamesContext, input: RecalculateBetsInput): Promise<void> {
  await untilProjected(ctx);
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const bets = await query<BetRow>(
      ctx.em,
      `select id, bet_id, user_id, currency, amount_minor, selection, odds from bookmaker_bet
       where partner_id = ? and round_id = ? and id > ? and status in ('PENDING', 'WON', 'LOST') and selection is not null and odds is not null
       order by id limit ${BATCH}`,
      [input.partnerId, input.roundId, after],
    );
    await Promise.all(bets.map((bet) => settleBySelection(ctx, input, bet)));
    if (bets.length < BATCH) return;
    after = bets.at(-1)!.id;
  }
}

async function settleBySelection(ctx: GamesContext, input: RecalculateBetsInput, bet: BetRow): Promise<void> {
  const right = bet.selection === input.correctResult;
  const payout = right
    ? formatAmount(payoutMinor(BigInt(bet.amount_minor), bet.odds), bet.currency)
    : formatAmount(0n, bet.currency);
  const operation = { kind: 'settle_bet', bet: bet.bet_id, outcome: right ? 'WIN' : 'LOSE', payout } as const;
  const giveUpAtMs = Date.now() + LONGEST_RETRY_MS;
  for (let pauseMs = 100; Date.now() < giveUpAtMs; pauseMs = Math.min(1_000, pauseMs * 2)) {
    const result = await ctx.room.ledger.send({
      scope: `bookmaker:${input.partnerId}`,
      userId: bet.user_id,
      policy: null,
      operations: [operation],
    });
    // Refunded since it was read: it stays as it is.
    if (result.status !== 'TRY_AGAIN') return;
    await pause(pauseMs);
  }
  throw new ProviderUnavailable();
}

/** amount × odds, rounded down to the unit: 333n × "1.85" = 616n. */
export function payoutMinor(amountMinor: bigint, odds: string): bigint {
  const [whole = '0', fraction = ''] = odds.split('.');
  return (amountMinor * BigInt(whole + fraction)) / 10n ** BigInt(fraction.length);
}

/** What the ledger knows now must be in our table before its bets are counted (stack.md, "Between the rooms"). */
async function untilProjected(ctx: GamesContext): Promise<void> {
  const { heads } = await ctx.ask(askLaneHeads, {});
  const giveUpAtMs = Date.now() + LONGEST_CATCH_UP_MS;
  for (;;) {
    const rows = await query<{ lane: number; sequence: string }>(
      ctx.em,
      'select lane, sequence from projection_cursor where name = ?',
      [BOOKMAKER_PROJECTION],
    );
    const passed = new Map(rows.map((row) => [Number(row.lane), Number(row.sequence)]));
    if (heads.every(({ lane, sequence }) => (passed.get(lane) ?? 0) >= sequence)) return;
    if (Date.now() > giveUpAtMs) throw new ProviderUnavailable();
    await pause(20);
  }
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
