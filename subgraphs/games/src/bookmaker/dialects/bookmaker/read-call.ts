import { decimalText, isCurrency } from '@croupier/contracts';
import { z } from 'zod';
import { anyPayout, exactPayout, exactStake } from '../../../providers/exact-amount.ts';
import { MalformedCall, type RawCall } from '../../../providers/provider.ts';
import { outsideId, readObject } from '../../../providers/raw-json.ts';
import type { BookmakerCall } from '../dialect.ts';

const id = outsideId;
const currency = z.string().refine(isCurrency, 'unknown').default('EUR');
const amount = z.string().min(1).max(40);
const odds = decimalText.refine((text) => !text.startsWith('-') && Number(text) > 0, 'must be above zero');
const bet = { partner_id: id, partner_player_id: id, bet_id: id };

const OUTCOMES = { win: 'WIN', lose: 'LOSE', void: 'VOID', cashout: 'CASHOUT' } as const;

const stake = {
  ...bet,
  amount,
  currency,
  round_id: id.optional(),
  selection: id.optional(),
  odds: odds.optional(),
};

const bodies = {
  check_bet: z.object(stake),
  block_funds: z.object(stake),
  update_bet_status: z.object({
    ...bet,
    status: z.enum(['win', 'lose', 'void', 'cashout']),
    payout: amount.optional(),
    currency: currency.unwrap().optional(),
  }),
  refund: z.object(bet),
  recalculate_bets: z.object({ partner_id: id.optional(), round_id: id, correct_result: id }),
};
type Body<Operation extends keyof typeof bodies> = z.output<(typeof bodies)[Operation]>;

type OwnCall = { [Operation in keyof typeof bodies]: { operation: Operation } & Body<Operation> }[keyof typeof bodies];

/** The header and the body name different partners. */
export class OtherPartner extends MalformedCall {}

/**
 * Translates a call. A number of its body is the text of its digits; stakes are padded to the digits of their currency, unknown fields are
 * ignored. Throws MalformedCall.
 */
export function readCall({ operation, body: raw }: RawCall, partnerId: string): BookmakerCall {
  const body = readJson(raw);
  if (body.partner_id !== undefined && body.partner_id !== partnerId)
    throw new OtherPartner('X-Partner-Id and partner_id are of different partners');
  if (!Object.hasOwn(bodies, operation)) throw new MalformedCall('unknown operation');
  const checked = bodies[operation as keyof typeof bodies].safeParse(body);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    throw new MalformedCall(`${issue?.path.join('.')}: ${issue?.message}`);
  }
  return meant({ operation, ...checked.data } as OwnCall);
}

function meant(call: OwnCall): BookmakerCall {
  if (call.operation === 'recalculate_bets')
    return { kind: 'recalculate', told: {}, roundId: call.round_id, correctResult: call.correct_result };
  const { bet_id: betId, partner_player_id: userId } = call;
  const bet = { told: { bet_id: betId }, betId, userId };
  switch (call.operation) {
    case 'check_bet':
    case 'block_funds': {
      const { currency, round_id: roundId = null, selection = null, odds = null } = call;
      const kind = call.operation === 'check_bet' ? 'check' : 'place';
      return { kind, ...bet, amount: positiveStake(call.amount, currency), currency, roundId, selection, odds };
    }
    case 'update_bet_status': {
      const said = call.currency === undefined ? {} : { currency: call.currency };
      return { kind: 'settle', ...bet, outcome: OUTCOMES[call.status], payout: payoutOf(call), ...said };
    }
    case 'refund':
      return { kind: 'refund', ...bet };
  }
}

function readJson(body: Buffer): Record<string, unknown> {
  try {
    return readObject(body, 'TEXT');
  } catch {
    throw new MalformedCall('the body is no JSON object');
  }
}

function positiveStake(text: string, currency: string): string {
  const stake = exactStake(text, currency);
  if (/^[0.]+$/.test(stake)) throw new MalformedCall('amount: must be above zero');
  return stake;
}

/** A win and a cashout pay. Where no currency is named it is the bet's, which the ledger knows: only the form is checked here. */
function payoutOf({ status, payout, currency }: Body<'update_bet_status'>): string | null {
  if (status !== 'win' && status !== 'cashout') return null;
  if (payout === undefined) throw new MalformedCall('payout: needed with win and cashout');
  return currency === undefined ? anyPayout('payout', payout) : exactPayout('payout', payout, currency);
}
