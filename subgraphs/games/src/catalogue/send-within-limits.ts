import { parseAmount, type Command, type CommandResult, type Operation } from '@croupier/contracts';
import type { GamesContext } from '../room.ts';
import { holdPayout, isReleased, type Payout } from './held-payouts.ts';
import type { Partner, Studio } from './studio-memory.ts';

type Allowed = Partner & Partial<Pick<Studio, 'promotionsPerDay'>>;

/**
 * Sends a provider's command to the ledger together with what the operator allows this provider. The ledger judges it after the claim: the
 * repeat of a paid win is answered whatever the cap is today. A payout above the cap is CAP_REACHED: it is written down, raises an alert once,
 * and is paid when the provider repeats it after `releaseProviderCap`. Nothing that is within the limits touches the database.
 */
export async function sendWithinLimits(
  ctx: GamesContext,
  provider: Allowed,
  command: Omit<Command, 'deadlineAt'>,
  notAfter?: Date,
): Promise<CommandResult> {
  if (!isLimited(provider)) return ctx.room.ledger.send(command, notAfter);
  const operations = await Promise.all(
    command.operations.map((each) => withLimits(ctx, provider, command.userId, each)),
  );
  const result = await ctx.room.ledger.send({ ...command, operations }, notAfter);
  if (result.status !== 'REFUSED' || result.code !== 'CAP_REACHED' || command.dryRun) return result;
  const payout = payoutOf(operations[result.at], result.wallet?.currency);
  if (payout && isAbove(provider, payout)) await holdPayout(ctx, provider.name, { ...payout, userId: command.userId });
  return result;
}

const isLimited = ({ limits, promotionsPerDay }: Allowed): boolean =>
  promotionsPerDay != null || Object.keys(limits).length > 0;

async function withLimits(
  ctx: GamesContext,
  provider: Allowed,
  userId: string,
  operation: Operation,
): Promise<Operation> {
  switch (operation.kind) {
    case 'bet':
      return operation.free || isBetAllowed(provider, operation)
        ? operation
        : { ...operation, verdicts: { ...operation.verdicts, limit: 'LIMIT_REACHED' } };
    case 'hold':
      return operation.free || isBetAllowed(provider, operation) ? operation : { ...operation, limit: 'LIMIT_REACHED' };
    case 'win': {
      const { promotionsPerDay } = provider;
      const win = operation.promotion && promotionsPerDay != null ? { ...operation, promotionsPerDay } : operation;
      const payout = { reference: win.reference, amount: win.amount, currency: win.currency };
      if (!isAbove(provider, payout) || (await isReleased(ctx, provider.name, { ...payout, userId }))) return win;
      return { ...win, verdicts: { ...win.verdicts, limit: 'CAP_REACHED' } };
    }
    case 'settle_bet': {
      const { mostPayout } = provider.limits;
      if (!mostPayout || Object.keys(mostPayout).length === 0 || operation.payout === null) return operation;
      // Only the ledger knows the bet's currency: what was released is looked for by bet, player and amount.
      const payout = { reference: operation.bet, amount: operation.payout, currency: null, userId };
      return (await isReleased(ctx, provider.name, payout)) ? operation : { ...operation, mostPayouts: mostPayout };
    }
    default:
      return operation;
  }
}

function isBetAllowed({ limits }: Partner, { amount, currency }: { amount: string; currency: string }): boolean {
  const least = limits.leastBet?.[currency];
  const most = limits.mostBet?.[currency];
  if (least === undefined && most === undefined) return true;
  const stake = parseAmount(amount, currency);
  if (least !== undefined && stake < parseAmount(least, currency)) return false;
  return most === undefined || stake <= parseAmount(most, currency);
}

function isAbove({ limits }: Partner, { amount, currency }: { amount: string; currency: string }): boolean {
  const most = limits.mostPayout?.[currency];
  return most !== undefined && parseAmount(amount, currency) > parseAmount(most, currency);
}

function payoutOf(operation: Operation | undefined, currency: string | undefined): Omit<Payout, 'userId'> | null {
  if (operation?.kind === 'win')
    return { reference: operation.reference, amount: operation.amount, currency: operation.currency };
  if (operation?.kind === 'settle_bet' && operation.payout !== null && currency !== undefined)
    return { reference: operation.bet, amount: operation.payout, currency };
  return null;
}
