import { randomUUID } from 'node:crypto';
import { askWallet, audited } from '@croupier/contracts';
import {
  BadUserInput,
  Forbidden,
  inTransaction,
  minorOf,
  type MoneyInput,
  NotFound,
  ProviderUnavailable,
  publish,
  query,
  userIdOf,
} from '@croupier/kit';
import { Game } from '../catalogue/game.entity.ts';
import { isUuid } from '../catalogue/is-uuid.ts';
import type { Studio } from '../catalogue/studio-memory.ts';
import { dialectOf } from '../providers/index.ts';
import type { StudioFreeRounds } from '../providers/provider.ts';
import type { GamesContext } from '../room.ts';
import { stableId } from '../rounds/stable-id.ts';
import { CurrencyNotPlayed, GameNotPlayable, refuseByStatus } from '../sessions/session.errors.ts';
import { FreeRounds } from './free-rounds.entity.ts';
import { KeyUsedOtherwise, StudioGivesNone } from './free-rounds.errors.ts';
import { tellStudio } from './tell-studio.ts';

export interface GrantFreeRoundsInput {
  userId: string;
  gameId: string;
  rounds: number;
  stake: MoneyInput;
  expiresAt: Date;
  idempotencyKey: string;
}

const MOST_AHEAD_MS = 366 * 24 * 3_600_000;

/**
 * Gives a player free rounds of a game: the ledger is told first, so that no `free` bet of them is refused, then the studio. Both know the
 * grant by its id, which its key makes: a repeat goes on where the first was broken off, and a studio that is silent is told again. Audited.
 * Refusals: BadUserInput, Forbidden (to oneself), KeyUsedOtherwise, NotFound, GameNotPlayable, CurrencyNotPlayed, StudioGivesNone,
 * PlayerBlocked, SelfExcluded, ProviderUnavailable (studio or wallet do not answer: repeat it).
 */
export async function grantFreeRounds(ctx: GamesContext, input: GrantFreeRoundsInput): Promise<FreeRounds> {
  checkInput(ctx, input);
  const id = stableId('free-rounds', input.idempotencyKey);
  const known = await ctx.em.findOne(FreeRounds, { id });
  if (known && !isOf(known, input)) throw new KeyUsedOtherwise();
  if (known && known.statusAt(ctx.now()) !== 'PENDING') return known;
  const { game, studio, free } = await studioOf(ctx, input.gameId, input.stake.currency);
  const grant = known ?? (await keepGrant(ctx, id, input, game, studio, free));
  await tellStudio(ctx, studio, free, grant);
  return ctx.em.refreshOrFail(grant);
}

const isOf = (grant: FreeRounds, { userId, gameId, rounds, stake, expiresAt }: GrantFreeRoundsInput): boolean =>
  grant.userId === userId &&
  grant.gameId === gameId &&
  grant.rounds === rounds &&
  grant.currency === stake.currency &&
  BigInt(grant.stakeMinor) === minorOf(stake) &&
  grant.expiresAt.getTime() === expiresAt.getTime();

function checkInput(ctx: GamesContext, { userId, rounds, expiresAt, idempotencyKey }: GrantFreeRoundsInput): void {
  if (userId === userIdOf(ctx.identity)) throw new Forbidden('Nobody gives themselves free rounds');
  if (!isUuid(userId)) throw new NotFound('User');
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > 1_000)
    throw new BadUserInput('Free rounds are 1 to 1000', { rounds: '1 to 1000' });
  const aheadMs = expiresAt.getTime() - ctx.now().getTime();
  if (!(aheadMs > 0 && aheadMs <= MOST_AHEAD_MS))
    throw new BadUserInput('They end within a year', { expiresAt: 'is past, or more than a year away' });
  if (!/^[^\u0000]{1,255}$/u.test(idempotencyKey))
    throw new BadUserInput('A key has 1 to 255 characters', { idempotencyKey: 'malformed' });
}

async function studioOf(
  ctx: GamesContext,
  gameId: string,
  currency: string,
): Promise<{ game: Game; studio: Studio; free: StudioFreeRounds }> {
  const game = isUuid(gameId) ? await ctx.em.findOne(Game, { id: gameId }) : null;
  if (!game) throw new NotFound('This game');
  const studio = await ctx.room.studios.find(ctx, game.providerName);
  if (!studio?.enabled || !game.enabled) throw new GameNotPlayable();
  const taken = studio.currencies === null || studio.currencies.includes(currency);
  if (!taken || !game.currencies.includes(currency)) throw new CurrencyNotPlayed(currency);
  const free = dialectOf(studio).freeRounds;
  if (!free || studio.url === null) throw new StudioGivesNone(studio.name);
  // What they won comes as a promotion.
  if (!free.inBets && !studio.promotionsAllowed)
    throw new StudioGivesNone(studio.name, 'its promotions are not allowed');
  return { game, studio, free };
}

async function keepGrant(
  ctx: GamesContext,
  id: string,
  input: GrantFreeRoundsInput,
  game: Game,
  studio: Studio,
  free: StudioFreeRounds,
): Promise<FreeRounds> {
  const { userId, rounds, stake, expiresAt } = input;
  const stakeMinor = minorOf(stake);
  const grantedBy = userIdOf(ctx.identity)!;
  const fields = {
    ...{ id, userId, providerName: studio.name, gameId: game.id, gameCode: game.code, currency: stake.currency },
    ...{ stakeMinor, rounds, played: 0, grantedBy, createdAt: ctx.now(), expiresAt },
    ...{ toldAt: null, finishedAt: null, cancelledAt: null },
  };
  const grant = ctx.em.create(FreeRounds, fields as never, { persist: false });
  await admit(ctx, grant, free);
  return inTransaction(ctx, async (ctx) => {
    await query(ctx.em, `select pg_advisory_xact_lock(hashtextextended('free-rounds:' || ?, 0))`, [id]);
    const faster = await ctx.em.findOne(FreeRounds, { id });
    if (faster && !isOf(faster, input)) throw new KeyUsedOtherwise();
    if (faster) return faster;
    ctx.em.persist(grant);
    await publish(ctx, audited.games, {
      ...{ entryId: randomUUID(), actorId: grantedBy, action: 'grant-free-rounds', objectType: 'FreeRounds' },
      ...{ objectId: id, reason: null, before: null, at: ctx.now().toISOString() },
      after: {
        userId,
        provider: studio.name,
        game: game.code,
        rounds,
        stake: grant.stake,
        expiresAt: expiresAt.toISOString(),
      },
    });
    return grant;
  });
}

/** Studios that tell each bet want it covered in the ledger; of the others the ledger hears only what they won. */
async function admit(ctx: GamesContext, grant: FreeRounds, free: StudioFreeRounds): Promise<void> {
  const { id: reference, userId, currency, rounds, gameCode: gameId, expiresAt, providerName } = grant;
  const { playerKnown, status } = await ctx.ask(askWallet, { userId, currency });
  if (!playerKnown) throw new NotFound('User');
  refuseByStatus(status);
  if (!free.inBets) return;
  const operation = { kind: 'grant_free_rounds' as const, reference, rounds, gameId, currency };
  const result = await ctx.room.ledger.send({
    ...{ scope: `studio:${providerName}`, userId, policy: null },
    operations: [{ ...operation, amount: grant.stake.amount, expiresAt: expiresAt.toISOString() }],
  });
  if (result.status === 'REFUSED') refuseByStatus(result.code);
  if (result.status !== 'DONE') throw new ProviderUnavailable();
}
