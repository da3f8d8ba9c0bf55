import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { askLaneHeads, type CommandResult, formatAmount } from '@croupier/contracts';
import { ProviderUnavailable, query } from '@croupier/kit';
import { sendWithinLimits } from '../catalogue/send-within-limits.ts';
import type { GamesContext } from '../room.ts';
import { BOOKMAKER_PROJECTION } from './project-bookmaker-bets.ts';

const BATCH = 500;
const LEASE = `interval '6 seconds'`;
/** A command of ours is not submitted later than this before the lease ends: clocks differ a little. */
const MARGIN_MS = 1_000;
const LONGEST_PAUSE_MS = 1_000;
/** A batch that is not decided by then lets other recalculations have their turn. */
const LONGEST_TRY_MS = 12_000;
const BACK_OFF = `interval '2 seconds'`;
const NO_BET = '00000000-0000-0000-0000-000000000000';
const LONGEST_CATCH_UP_MS = 30_000;

interface Work {
  id: string;
  partner_id: string;
  round_id: string;
  correct_result: string;
  after_bet: string;
  lease: string;
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

/** Another process works on it now. */
class LeaseLost extends Error {}

/** Bets wait for the ledger, for a cap to be released or for their bookmaker to be let in again. */
class StandsStill extends Error {}

/**
 * Takes the oldest recalculation that nobody works on and settles what is left of it. Answers whether to look for another at once;
 * one that could not go on is left alone for a while, by every process.
 * A lease says whose it is: no command of an earlier owner is submitted after its lease has ended, so that a process that slept
 * cannot settle by a result that was replaced meanwhile. Recalculations of one round run one after another.
 */
export async function runRecalculation(ctx: GamesContext, stopping: AbortSignal): Promise<boolean> {
  const work = await takeWork(ctx);
  if (!work) return false;
  const stopped = await settleRound(ctx, work, stopping).catch((error: unknown) => error as Error);
  if (stopped instanceof Error && !(stopped instanceof LeaseLost))
    ctx.log.warn({ err: stopped, recalculation: work.id }, 'a recalculation stopped and will go on');
  await query(
    ctx.em,
    `update recalculation set lease = null, leased_until = ${stopped ? `now() + ${BACK_OFF}` : 'null'} where id = ? and lease = ?`,
    [work.id, work.lease],
  );
  return !stopped;
}

async function takeWork(ctx: GamesContext): Promise<Work | undefined> {
  const [work] = await query<Work>(
    ctx.em,
    `update recalculation set lease = ?, leased_until = now() + ${LEASE}
     where id = (select id from recalculation mine where status = 'RUNNING' and (leased_until is null or leased_until < now())
       and not exists (select from recalculation other where other.partner_id = mine.partner_id and other.round_id = mine.round_id
         and other.status = 'RUNNING' and other.id < mine.id)
       order by id limit 1 for update skip locked)
     returning id, partner_id, round_id, correct_result, after_bet, lease`,
    [randomUUID()],
  );
  return work;
}

async function settleRound(ctx: GamesContext, work: Work, stopping: AbortSignal): Promise<void> {
  if (work.after_bet === NO_BET) await countBets(ctx, work);
  for (let after = work.after_bet; !stopping.aborted;) {
    const bets = await query<BetRow>(
      ctx.em,
      `select id, bet_id, user_id, currency, amount_minor, selection, odds from bookmaker_bet
       where partner_id = ? and round_id = ? and id > ? and ${RECALCULATED} order by id limit ${BATCH}`,
      [work.partner_id, work.round_id, after],
    );
    if (!(await settleBatch(ctx, work, bets, stopping))) return;
    after = bets.at(-1)?.id ?? after;
    const ended = bets.length < BATCH;
    await whileOurs(
      ctx,
      work,
      `after_bet = ?, settled = settled + ?${ended ? ", status = 'DONE', finished_at = now()" : ''}`,
      [after, bets.length],
    );
    if (ended) return;
  }
}

/** Refunded, void and cashed-out bets stay, and those without selection or odds (interface.md); what a free bet pays its bookmaker alone knows. */
const RECALCULATED = `status in ('PENDING', 'WON', 'LOST') and selection is not null and odds is not null and not free`;

async function countBets(ctx: GamesContext, work: Work): Promise<void> {
  await untilProjected(ctx, work);
  await whileOurs(
    ctx,
    work,
    `bets = (select count(*) from bookmaker_bet b where b.partner_id = ? and b.round_id = ? and ${RECALCULATED})`,
    [work.partner_id, work.round_id],
  );
}

/** Settles every bet of the batch, trying again what is not decided. False: we are asked to stop. Throws LeaseLost, StandsStill. */
async function settleBatch(ctx: GamesContext, work: Work, bets: BetRow[], stopping: AbortSignal): Promise<boolean> {
  let open = bets;
  const giveUpAtMs = Date.now() + LONGEST_TRY_MS;
  for (let pauseMs = 50; open.length > 0; pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2)) {
    if (stopping.aborted) return false;
    if (Date.now() > giveUpAtMs) throw new StandsStill(`${open.length} bets are not decided yet`);
    const leasedUntil = await whileOurs(ctx, work, `leased_until = now() + ${LEASE}`, []);
    const notAfter = new Date(leasedUntil.getTime() - MARGIN_MS);
    // A bookmaker that was taken off is not paid out any more: its rounds wait until an operator lets it in again.
    const partner = await ctx.room.studios.bookmaker(ctx, work.partner_id);
    const results = partner
      ? await Promise.all(open.map((bet) => sendWithinLimits(ctx, partner, settlementOf(work, bet), notAfter)))
      : open.map(() => ({ status: 'TRY_AGAIN' }) as const);
    open = open.filter((_, index) => isUndecided(results[index]!));
    if (open.length > 0) await pause(pauseMs);
  }
  return true;
}

/** A cap holds until an operator releases it. Any other refusal: refunded since it was read, and it stays as it is. */
const isUndecided = (result: Pick<CommandResult, 'status'> & { code?: string }): boolean =>
  result.status === 'TRY_AGAIN' || (result.status === 'REFUSED' && result.code === 'CAP_REACHED');

function settlementOf(work: Work, bet: BetRow) {
  const right = bet.selection === work.correct_result;
  const payout = formatAmount(right ? payoutMinor(BigInt(bet.amount_minor), bet.odds) : 0n, bet.currency);
  const operation = { kind: 'settle_bet', bet: bet.bet_id, outcome: right ? 'WIN' : 'LOSE', payout } as const;
  return { scope: `bookmaker:${work.partner_id}`, userId: bet.user_id, policy: null, operations: [operation] };
}

/** amount × odds, rounded down to the unit: 333n × "1.85" = 616n. */
export function payoutMinor(amountMinor: bigint, odds: string): bigint {
  const [whole = '0', fraction = ''] = odds.split('.');
  return (amountMinor * BigInt(whole + fraction)) / 10n ** BigInt(fraction.length);
}

/** Writes to the row while the lease is ours, and answers until when it is. Throws LeaseLost. */
async function whileOurs(ctx: GamesContext, work: Work, change: string, values: unknown[]): Promise<Date> {
  const [row] = await query<{ leased_until: string }>(
    ctx.em,
    `update recalculation set ${change} where id = ? and lease = ? and leased_until > now() returning leased_until`,
    [...values, work.id, work.lease],
  );
  if (!row) throw new LeaseLost();
  return new Date(row.leased_until);
}

/** What the ledger knows now must be in our table before its bets are counted (stack.md, "Between the rooms"). */
async function untilProjected(ctx: GamesContext, work: Work): Promise<void> {
  const { heads } = await ctx.ask(askLaneHeads, {});
  const giveUpAtMs = Date.now() + LONGEST_CATCH_UP_MS;
  for (;;) {
    await whileOurs(ctx, work, `leased_until = now() + ${LEASE}`, []);
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
