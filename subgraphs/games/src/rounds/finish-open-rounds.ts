import { randomUUID } from 'node:crypto';
import { alertRaised } from '@croupier/contracts';
import { inTransaction, publish, query } from '@croupier/kit';
import { dialectOf } from '../providers/index.ts';
import { processCallback } from '../providers/process-callback.ts';
import type { ToldRound } from '../providers/provider.ts';
import type { GamesContext } from '../room.ts';
import { askableStudios, LEFT_OPEN, type OpenRound } from './left-open.ts';

/** A quarter of the calls to one studio at once: launches do not wait behind them. */
const AT_ONCE = 5;
/** As many as the ledger takes in one command. */
const MOST_MOVES = 50;

type Answer = 'OPEN' | 'UNKNOWN' | 'UNSAID' | 'FINISHED' | 'REFUSED';

interface RoundToAsk extends OpenRound {
  opened_at: string;
  open_bets: string[];
}

/**
 * Asks studios what became of rounds in which nothing happened for `afterMinutes` minutes and does what they say, the way their callbacks are
 * done: the ledger knows a win by the studio's own id, so one that comes after all is a repeat. Each round is asked for by one process at a
 * time, later and later, at most once an hour. Answers how many it finished now.
 */
export async function finishOpenRounds(ctx: GamesContext, afterMinutes: number): Promise<number> {
  const before = new Date(ctx.now().getTime() - afterMinutes * 60_000);
  let finished = 0;
  for (;;) {
    const rounds = await takeRounds(ctx, before);
    const answers = await Promise.all(rounds.map((round) => finishRound(forked(ctx), round)));
    finished += answers.filter((answer) => answer === 'FINISHED').length;
    if (rounds.length < AT_ONCE) break;
  }
  await query(ctx.em, `delete from round_question where ask_again_at < ?::timestamptz - interval '7 days'`, [
    ctx.now(),
  ]);
  if (finished > 0) ctx.log.info({ finished, afterMinutes }, 'rounds that were left open are finished as studios say');
  return finished;
}

const forked = (ctx: GamesContext): GamesContext => ({ ...ctx, em: ctx.em.fork() as GamesContext['em'] });

async function takeRounds(ctx: GamesContext, before: Date): Promise<RoundToAsk[]> {
  const now = ctx.now();
  return query<RoundToAsk>(
    ctx.em,
    `with left_open as (
       select id, provider, user_id, reference, opened_at,
         array(select bet.reference from bet where bet.round_id = round.id and bet.status = 'OPEN') as open_bets
       from round where ${LEFT_OPEN} and provider in (select value from jsonb_array_elements_text(?::jsonb))
         and not exists (select from round_question asked where asked.round_id = round.id and asked.ask_again_at > ?)
       order by opened_at limit ${AT_ONCE}),
     taken as (
       insert into round_question (round_id, times, ask_again_at) select id, 1, ?::timestamptz + interval '2 minutes' from left_open order by id
       on conflict (round_id) do update set times = round_question.times + 1,
         ask_again_at = ?::timestamptz + least(60, power(2, least(round_question.times, 6) + 1)) * interval '1 minute'
       where round_question.ask_again_at <= ? returning round_id)
     select left_open.* from left_open join taken on taken.round_id = left_open.id`,
    [before, before, await askableStudios(ctx), now, now, now, now],
  );
}

/** null: neither studio nor ledger said anything that holds; it is asked again. */
async function finishRound(ctx: GamesContext, round: RoundToAsk): Promise<Answer | null> {
  const studio = await ctx.room.studios.find(ctx, round.provider);
  const dialect = studio && dialectOf(studio);
  if (!studio || !dialect?.askRound) return null;
  const { user_id: playerId, reference: roundId, open_bets: openBets } = round;
  const asked = { playerId, roundId, openedAt: new Date(round.opened_at), openBets };
  const asking = ctx.room.calls.repeatedly(studio, 'ask-round', () => dialect.askRound!(studio, asked));
  const told = await asking.catch(() => undefined);
  if (told === undefined) return null;
  if (told === null) return keepAnswer(ctx, round, 'UNKNOWN');
  if (told.finished === false) return keepAnswer(ctx, round, 'OPEN');
  const moves = endingOf(told, round);
  if (moves === null) return refuse(ctx, round, 'callbacks of another round');
  if (moves.length > MOST_MOVES) return refuse(ctx, round, `${moves.length} callbacks`);
  const said = told.finished ? 'FINISHED' : 'UNSAID';
  if (moves.length === 0) return keepAnswer(ctx, round, said);
  // Of what the ledger has already, the callback told more than what is asked for now: it is no other transaction.
  const known = { ...studio, policy: { ...studio.policy, duplicateMismatch: 'REPLAY' as const } };
  const outcome = await processCallback(ctx, known, { kind: 'several', requestId: null, playerId, moves });
  if (outcome.status === 'OK') return keepAnswer(ctx, round, said);
  // A payout above its cap has its own alert, and is paid when it is asked for after its release.
  const mayPass = outcome.status === 'TRY_AGAIN' || outcome.code === 'CAP_REACHED';
  return mayPass ? null : refuse(ctx, round, outcome.code);
}

/** What the studio says; a round that is over without a word loses what is open in it. null: it speaks of another round. */
function endingOf({ finished, moves }: ToldRound, round: RoundToAsk): ToldRound['moves'] | null {
  const playerId = round.user_id;
  const ofRound = moves.every(
    (move) => move.playerId === playerId && (!('roundId' in move) || move.roundId === round.reference),
  );
  if (!ofRound) return null;
  return moves.length > 0 || !finished
    ? moves
    : [{ kind: 'end-round', requestId: null, playerId, roundId: round.reference }];
}

async function keepAnswer(ctx: GamesContext, { id }: OpenRound, answer: Answer): Promise<Answer> {
  await query(ctx.em, 'update round_question set answer = ?, answered_at = ? where round_id = ?', [
    ...[answer, ctx.now(), id],
  ]);
  return answer;
}

/** For a person: once for each round, however often it is asked for. */
async function refuse(ctx: GamesContext, round: OpenRound, why: string): Promise<Answer> {
  return inTransaction(ctx, async (ctx) => {
    const [known] = await query<{ answer: Answer | null }>(
      ctx.em,
      'select answer from round_question where round_id = ?',
      [round.id],
    );
    if (known?.answer === 'REFUSED') return 'REFUSED';
    await publish(ctx, alertRaised.games, {
      ...{ alertId: randomUUID(), kind: 'ROUND_LEFT_OPEN', severity: 'WARNING', userId: round.user_id },
      ...{ subjectId: round.id, at: ctx.now().toISOString() },
      message: `${round.provider} says that its round ${round.reference} is over, but its end is refused: ${why}`.slice(
        0,
        1_000,
      ),
    });
    return keepAnswer(ctx, round, 'REFUSED');
  });
}
