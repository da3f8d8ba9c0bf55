/**
 * The judge: commands in order over the rows that were read, each alone. Pure: no clock, no random, no input or output; the moment and
 * the ids come in. What it accepted stands in the State; nothing has happened until that is committed.
 */
import { type CallbackPolicy, type CommandResult, formatAmount, type WalletState } from '@croupier/contracts';
import { isUserId, type LedgerCommand, type LedgerOperation, policyOf } from '../operation.ts';
import type { Rates } from '../rates.ts';
import type { WalletRow } from '../rows.ts';
import { Draft, keyOf, type State } from '../state.ts';
import { judgeBet } from './bet.ts';
import { judgeChargeback, judgeReverseChargeback } from './chargeback.ts';
import { judgeExchange } from './exchange.ts';
import { judgeDeposit, judgeReleaseDeposit, judgeReserveDeposit } from './deposit.ts';
import { judgeEndFreeRounds, judgeGrantFreeRounds } from './free-rounds.ts';
import { openWallet, setGate } from './gate.ts';
import { judgeEndOfHold, judgeExpireHold, judgeHold } from './hold.ts';
import type { Judging, SpendingOrder } from './post.ts';
import { judgeRollback } from './rollback.ts';
import { judgeRefundBet, judgeSettleBet } from './settle-bet.ts';
import { judgeAdjust, judgeEndBonus, judgeGrantBonus, judgeRejectAdjustment } from './staff.ts';
import { storedAnswer } from './stored-answer.ts';
import type { Verdict } from './verdict.ts';
import { judgeEndRound, judgeWin, releaseCap } from './win.ts';

export interface Moment {
  /** epoch milliseconds */
  now: number;
  newId: () => string;
  rates: Rates;
  /** none: REAL_FIRST */
  spending?: SpendingOrder | undefined;
  /** told of a command that broke the judge: it fails alone */
  onBug: (error: unknown, command: LedgerCommand) => void;
}

/** Judges one command and, where all of its operations are accepted, takes its changes into the state; not those of a dry run. */
export function judge(state: State, command: LedgerCommand, moment: Moment): CommandResult {
  const draft = new Draft(state, moment.now, moment.newId, command.userId);
  const { rates, spending } = moment;
  const policy = policyOf(command);
  const perPlayer = policy.txScope === 'PER_PLAYER';
  const judging: Judging = { draft, rates, spending, scope: command.scope, userId: command.userId, perPlayer };
  try {
    return judgeAll(state, command, judging, policy);
  } catch (error) {
    moment.onBug(error, command);
    return { status: 'TRY_AGAIN', message: 'this command could not be judged' };
  }
}

function judgeAll(state: State, command: LedgerCommand, judging: Judging, policy: CallbackPolicy): CommandResult {
  const { draft } = judging;
  const results: { transactionId: string | null; replayed: boolean }[] = [];
  let currency: string | null = null;
  for (const [at, operation] of command.operations.entries()) {
    const verdict = judgeOperation(judging, operation, policy);
    if (!verdict.done) {
      if (verdict.warning && !command.dryRun) warn(state, draft, verdict.warning);
      if (verdict.keep && command.operations.length === 1 && !command.dryRun) state.accept(draft);
      const known = verdict.code !== 'INVALID_TOKEN' && verdict.code !== 'UNKNOWN_PLAYER';
      return {
        status: 'REFUSED',
        code: verdict.code,
        at,
        wallet: known ? walletAfter(state, command.userId, verdict.currency) : null,
        ...(verdict.forfeits ? { forfeits: verdict.forfeits } : {}),
      };
    }
    results.push({ transactionId: verdict.transactionId, replayed: verdict.replayed });
    currency = verdict.currency ?? currency;
  }
  if (!command.dryRun) state.accept(draft);
  const wallet = walletAfter(state, command.userId, currency);
  const keeps = policy.duplicateIdentical === 'REPLAY_STORED' && !command.dryRun;
  return { status: 'DONE', results, wallet: keeps ? storedAnswer(state, draft, results, wallet) : wallet };
}

/** What the operator must know although the command is refused. */
function warn(state: State, draft: Draft, warning: NonNullable<Extract<Verdict, { done: false }>['warning']>): void {
  const aside = new Draft(state, draft.now, draft.newId, draft.userId);
  aside.put('cap', warning.cap);
  aside.alerts.push(warning.alert);
  state.accept(aside);
}

function judgeOperation(judging: Judging, operation: LedgerOperation, policy: CallbackPolicy): Verdict {
  switch (operation.kind) {
    case 'bet':
      return judgeBet(judging, operation, policy);
    case 'win':
      return judgeWin(judging, operation, policy);
    case 'rollback':
      return judgeRollback(judging, operation, policy);
    case 'end_round':
      return judgeEndRound(judging, operation.roundId);
    case 'release_cap':
      return releaseCap(judging);
    case 'open_wallet':
      return isUserId(judging.userId)
        ? openWallet(judging, operation.currency)
        : { done: false, code: 'UNKNOWN_PLAYER', currency: null };
    case 'set_gate':
      return isUserId(judging.userId)
        ? setGate(judging, operation)
        : { done: false, code: 'UNKNOWN_PLAYER', currency: null };
    case 'reserve_deposit':
      return judgeReserveDeposit(judging, operation);
    case 'release_deposit':
      return judgeReleaseDeposit(judging, operation);
    case 'deposit':
      return judgeDeposit(judging, operation);
    case 'chargeback':
      return judgeChargeback(judging, operation);
    case 'reverse_chargeback':
      return judgeReverseChargeback(judging, operation);
    case 'hold':
      return judgeHold(judging, operation);
    case 'capture':
    case 'release':
      return judgeEndOfHold(judging, operation);
    case 'expire_hold':
      return judgeExpireHold(judging, operation.hold);
    case 'settle_bet':
      return judgeSettleBet(judging, operation);
    case 'refund_bet':
      return judgeRefundBet(judging, operation.bet);
    case 'adjust':
      return judgeAdjust(judging, operation);
    case 'reject_adjustment':
      return judgeRejectAdjustment(judging, operation);
    case 'exchange':
      return judgeExchange(judging, operation);
    case 'grant_free_rounds':
      return judgeGrantFreeRounds(judging, operation);
    case 'end_free_rounds':
      return judgeEndFreeRounds(judging, operation);
    case 'grant_bonus':
      return judgeGrantBonus(judging, operation);
    case 'end_bonus':
      return judgeEndBonus(judging, operation);
  }
}

/** The wallet as it stands now: the one asked for, else the player's EUR wallet, else the oldest. */
function walletAfter(state: State, userId: string, currency: string | null): WalletState | null {
  const asked = currency === null ? undefined : state.get('wallet', keyOf(userId, currency));
  const wallet = asked ?? state.get('wallet', keyOf(userId, 'EUR')) ?? oldest(state, userId);
  return wallet ? walletState(wallet) : null;
}

function oldest(state: State, userId: string): WalletRow | undefined {
  return [...state.ofPlayer('wallet', userId)].map(([, wallet]) => wallet).sort((a, b) => a.createdAt - b.createdAt)[0];
}

export function walletState(wallet: WalletRow): WalletState {
  const { currency } = wallet;
  return {
    walletId: wallet.id,
    currency,
    real: formatAmount(wallet.real, currency),
    bonus: formatAmount(wallet.bonus, currency),
    locked: formatAmount(wallet.locked, currency),
    version: wallet.version,
  };
}
