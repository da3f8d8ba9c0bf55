import { currencyDigits, decimalText, isCurrency } from '@croupier/contracts';
import { z } from 'zod';
import { exactPayout, exactStake } from '../../../providers/exact-amount.ts';
import { MalformedCall, type RawCall } from '../../../providers/provider.ts';
import { outsideId } from '../../../providers/raw-json.ts';
import { readBody } from '../../../providers/read-body.ts';
import { decimalOfUnits } from '../../../providers/units.ts';
import type { BookmakerCall } from '../dialect.ts';
import { carriedBy } from './token.ts';

const id = outsideId;
/** `ext_player_id` is our user, `id` the bookmaker's own. */
const transaction = z.object({ id, ext_player_id: id, amount: z.bigint(), currency: id, bonus_id: id.nullish() });
const leg = z.object({ event_id: id, outcome_name: id, odds: decimalText.refine((odds) => Number(odds) > 0) });
const settled = { bet_transaction_id: id, transaction };
/** Whose stake a bonus's bet has: the player's own, whatever the bonus adds to it, or the bookmaker's. */
const STAKES: Record<string, 'OWN' | 'FREE'> = {
  freebet_no_risk: 'OWN',
  comboboost: 'OWN',
  global_comboboost: 'OWN',
  freebet_refund: 'FREE',
  freebet_freemoney: 'FREE',
  freebet_snr: 'FREE',
};
const bodies = {
  ping: z.object({}),
  identify: z.object({ token: id }),
  bet_make: z.object({
    transaction,
    bonus_type: id.nullish(),
    betslip: z.object({ bets: z.array(z.unknown()).max(100) }).nullish(),
  }),
  bet_win: z.object({ ...settled, is_cashout: z.boolean().nullish() }),
  bet_lost: z.object(settled),
  bet_refund: z.object(settled),
  bet_rollback: z.object({ ...settled, parent_transaction_id: id }),
  bet_discard: z.object({ ext_player_id: id, transaction_id: id }),
  bet_commit: z.object({ bet_transaction_id: id }),
  bet_settlement: z.object({ bet_transaction_id: id }),
};
type Body<Operation extends keyof typeof bodies> = z.output<(typeof bodies)[Operation]>;
type Transaction = z.output<typeof transaction>;

/** A call that is understood and that the dialect has a code for. */
export class CodedFault extends MalformedCall {
  constructor(
    readonly errorCode: number,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Translates what a call's token carries. A bet is called by the bookmaker's own transaction id, in our answers too: nothing has to be
 * remembered to find it again. Throws MalformedCall; fields that are not known are ignored.
 */
export function readCall({ operation, body }: RawCall): BookmakerCall {
  if (!Object.hasOwn(bodies, operation)) throw new MalformedCall(`unknown operation ${operation.slice(0, 40)}`);
  const read = <Operation extends keyof typeof bodies>(asked: Operation): Body<Operation> =>
    carriedIn(body, bodies[asked]) as Body<Operation>;
  switch (operation as keyof typeof bodies) {
    case 'ping':
      read('ping');
      return { kind: 'ping', told: {} };
    case 'identify':
      return { kind: 'identify', told: {}, token: read('identify').token };
    case 'bet_make':
      return readMake(read('bet_make'));
    case 'bet_win': {
      const win = read('bet_win');
      const { amount, currency } = win.transaction;
      const payout = exactPayout('amount', decimalOf(amount, currency), currency);
      return { ...resultOf(win, 'win'), outcome: win.is_cashout ? 'CASHOUT' : 'WIN', payout, currency };
    }
    case 'bet_lost':
      return { ...resultOf(read('bet_lost'), 'lost'), outcome: 'LOSE', payout: null };
    // Not the end of the bet: a refund may be rolled back, as any other result.
    case 'bet_refund':
      return { ...resultOf(read('bet_refund'), 'refund'), outcome: 'VOID', payout: null };
    case 'bet_rollback': {
      const rollback = read('bet_rollback');
      const result = resultOf(rollback, 'rollback', rollback.parent_transaction_id);
      return { ...result, outcome: 'OPEN', payout: null };
    }
    case 'bet_discard': {
      const { ext_player_id: userId, transaction_id: betId } = read('bet_discard');
      return { kind: 'refund', told: {}, userId, betId };
    }
    case 'bet_commit':
    case 'bet_settlement':
      read(operation as 'bet_commit');
      return { kind: 'tell', told: {} };
  }
}

const carriedIn = <Shape extends z.ZodType>(body: Buffer, shape: Shape): z.output<Shape> =>
  (readBody(z.object({ payload: shape as z.ZodType }), carriedBy(body), 'BIGINT') as { payload: z.output<Shape> })
    .payload;

function readMake({ transaction, bonus_type, betslip }: Body<'bet_make'>): BookmakerCall {
  const { id: betId, ext_player_id: userId, amount: units, currency } = transaction;
  const free = transaction.bonus_id != null && isFree(bonus_type);
  const amount = exactStake(decimalOf(units, currency), currency);
  if (units === 0n) throw new MalformedCall('transaction.amount: must be above zero');
  const told = toldOf(transaction, 'bet', null);
  return {
    kind: 'place',
    told,
    userId,
    betId,
    amount,
    currency,
    ...betOn(betslip?.bets ?? []),
    ...(free ? { free } : {}),
  };
}

/** Whether the bonus that a bet is made with pays its stake. What the bet then wins is the bookmaker's to say, with or without the stake. */
function isFree(type: string | null | undefined): boolean {
  const stake = Object.hasOwn(STAKES, type ?? '') ? STAKES[type!] : undefined;
  if (!stake) throw new CodedFault(3001, 'bonus_type: no such bonus is known');
  return stake === 'FREE';
}

/** What a single is on; of several legs the ledger's log has no word. */
function betOn(legs: unknown[]): { roundId: string | null; selection: string | null; odds: string | null } {
  if (legs.length !== 1) return { roundId: null, selection: null, odds: null };
  const single = leg.safeParse(legs[0]);
  if (!single.success) throw new MalformedCall('betslip.bets: a bet has event_id, outcome_name and odds');
  return { roundId: single.data.event_id, selection: single.data.outcome_name, odds: single.data.odds };
}

function resultOf(
  { bet_transaction_id: betId, transaction }: { bet_transaction_id: string; transaction: Transaction },
  operation: string,
  parent = betId,
) {
  const told = toldOf(transaction, operation, parent);
  return { kind: 'settle' as const, told, betId, userId: transaction.ext_player_id, resultId: transaction.id };
}

function toldOf(
  { id, ext_player_id: user_id, amount, currency }: Transaction,
  operation: string,
  parent: string | null,
) {
  return { ext_transaction_id: id, parent_transaction_id: parent, user_id, operation, amount, currency };
}

/** Amounts are whole numbers of the currency's smallest unit. */
function decimalOf(units: bigint, currency: string): string {
  if (!isCurrency(currency)) throw new CodedFault(2002, 'transaction.currency: unknown');
  return decimalOfUnits(units, currencyDigits(currency));
}
