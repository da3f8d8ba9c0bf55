import { askWallet } from '@croupier/contracts';
import { query } from '@croupier/kit';
import { dialectOf } from '../providers/index.ts';
import type { GamesContext } from '../room.ts';
import { refuseByStatus } from '../sessions/session.errors.ts';
import { FreeRounds } from './free-rounds.entity.ts';
import { StudioGivesNone } from './free-rounds.errors.ts';
import { tellStudio } from './tell-studio.ts';

/** A quarter of the calls to one studio at once: launches do not wait behind them. */
const AT_ONCE = 5;

/**
 * Tells studios of grants that they have not confirmed, each by one process at a time, later and later, at most once an hour, until the grant
 * ends. A player who is blocked or excluded is given nothing meanwhile. Answers how many studios know now.
 */
export async function tellPendingGrants(ctx: GamesContext): Promise<number> {
  let told = 0;
  for (;;) {
    const grants = await takePending(ctx);
    const outcomes = await Promise.allSettled(grants.map((grant) => tellOne(ctx, grant)));
    told += outcomes.filter(({ status }) => status === 'fulfilled').length;
    if (grants.length < AT_ONCE) break;
  }
  if (told > 0) ctx.log.info({ told }, 'free rounds that were pending are given');
  return told;
}

async function takePending(ctx: GamesContext): Promise<FreeRounds[]> {
  const now = ctx.now();
  const taken = await query<{ id: string }>(
    ctx.em,
    `update free_rounds set told_times = told_times + 1,
       tell_again_at = ?::timestamptz + least(60, power(2, least(told_times, 6) + 1)) * interval '1 minute'
     where id in (
       select id from free_rounds
       where told_at is null and cancelled_at is null and finished_at is null and played < rounds and expires_at > ? and tell_again_at <= ?
       order by tell_again_at limit ${AT_ONCE} for update skip locked)
     returning id`,
    [now, now, now],
  );
  return ctx.em.find(FreeRounds, { id: { $in: taken.map(({ id }) => id) } });
}

async function tellOne(ctx: GamesContext, grant: FreeRounds): Promise<void> {
  const { userId, currency, providerName } = grant;
  const { status } = await ctx.ask(askWallet, { userId, currency });
  refuseByStatus(status);
  const studio = await ctx.room.studios.find(ctx, providerName);
  const free = studio?.enabled && studio.url !== null ? dialectOf(studio).freeRounds : undefined;
  if (!studio || !free) throw new StudioGivesNone(providerName);
  await tellStudio(ctx, studio, free, grant);
}
