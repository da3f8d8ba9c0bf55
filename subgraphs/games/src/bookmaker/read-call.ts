import { decimalText, isCurrency } from '@croupier/contracts';
import { z } from 'zod';
import { anyPayout, exactPayout, exactStake } from '../providers/exact-amount.ts';
import { MalformedCall } from '../providers/provider.ts';
import { outsideId, readObject } from '../providers/raw-json.ts';

const id = outsideId;
const currency = z.string().refine(isCurrency, 'unknown').default('EUR');
const amount = z.string().min(1).max(40);
const odds = decimalText.refine((text) => !text.startsWith('-') && Number(text) > 0, 'must be above zero');
const bet = { partner_id: id, partner_player_id: id, bet_id: id };

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

/** A bookmaker's call. Amounts are decimal strings; stakes are padded to the digits of their currency. */
export type BookmakerCall = {
  [Operation in keyof typeof bodies]: { operation: Operation } & Body<Operation>;
}[keyof typeof bodies];

/** The body as JSON, in which a number is the text of its digits. Throws MalformedCall. */
export function readBody(body: Buffer): Record<string, unknown> {
  try {
    return readObject(body, 'TEXT');
  } catch {
    throw new MalformedCall('the body is no JSON object');
  }
}

/** Checks what `readBody` read. Throws MalformedCall; unknown fields are ignored. */
export function readCall(operation: string, body: Record<string, unknown>): BookmakerCall {
  if (!Object.hasOwn(bodies, operation)) throw new MalformedCall('unknown operation');
  const checked = bodies[operation as keyof typeof bodies].safeParse(body);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    throw new MalformedCall(`${issue?.path.join('.')}: ${issue?.message}`);
  }
  const call = { operation, ...checked.data } as BookmakerCall;
  if (call.operation === 'check_bet' || call.operation === 'block_funds')
    return { ...call, amount: positiveStake(call.amount, call.currency) };
  return call.operation === 'update_bet_status' ? { ...call, payout: payoutOf(call) } : call;
}

function positiveStake(text: string, currency: string): string {
  const stake = exactStake(text, currency);
  if (/^[0.]+$/.test(stake)) throw new MalformedCall('amount: must be above zero');
  return stake;
}

/** A win and a cashout pay. Where no currency is named it is the bet's, which the ledger knows: only the form is checked here. */
function payoutOf({ status, payout, currency }: Body<'update_bet_status'>): string | undefined {
  if (status !== 'win' && status !== 'cashout') return undefined;
  if (payout === undefined) throw new MalformedCall('payout: needed with win and cashout');
  return currency === undefined ? anyPayout('payout', payout) : exactPayout('payout', payout, currency);
}
