/**
 * What the ledger promises, written a second time from interface.md and the contract, knowing nothing of the ledger's own code: real
 * money in cents, gates with a daily WAGER limit, plays by the policy of each command, withdrawals, chargebacks, exchanges and bookmaker bets.
 */
import type { LedgerCommand, LedgerOperation } from '../ledger/operation.ts';
import { Books, type Done, type Expected, type Place, type Verdict, type Wallet } from './oracle-books.ts';
import { chargeback, exchange, reverseChargeback } from './oracle-money.ts';
import { endHold, hold, refund, settle } from './oracle-holds.ts';
import { bet, deposit, endRound, rollback, setGate, win } from './oracle-plays.ts';

export class Oracle {
  readonly books = new Books();

  /** What the ledger must answer, and (in `books.entries`) what it must have written. Throws where that cannot be. */
  apply(command: LedgerCommand, place: Place): Expected {
    const { books } = this;
    books.open(command, place);
    const results: Done[] = [];
    for (const [at, operation] of command.operations.entries()) {
      const verdict = judge(books, operation);
      if (typeof verdict === 'string' || 'keep' in verdict) {
        const isKept = typeof verdict !== 'string' && command.operations.length === 1;
        if (!isKept) books.takeBack();
        return {
          status: typeof verdict === 'string' ? verdict : verdict.keep,
          at,
          results: [],
          wallet: verdict === 'UNKNOWN_PLAYER' ? null : walletOf(books, operation),
        };
      }
      results.push(verdict);
    }
    if (books.takenTwice !== null) throw new Error(`${books.takenTwice} was claimed twice`);
    return {
      status: 'DONE',
      at: 0,
      results,
      wallet: answered(books, results, walletOf(books, command.operations.at(-1)!)),
    };
  }
}

/** What is new is answered with the wallet of now; so is a repeat, where the policy does not want the answer of then. */
function answered({ policy, entries }: Books, results: Done[], now: Wallet | null): Wallet | null {
  if (policy.duplicateIdentical !== 'REPLAY_STORED') return now;
  if (results.every(({ replayed }) => replayed)) {
    const then = results.findLast(({ transaction }) => transaction?.answered !== undefined);
    return then ? then.transaction!.answered! : now;
  }
  for (const { transaction } of results) if (transaction && entries.includes(transaction)) transaction.answered = now;
  return now;
}

/** The wallet that a command was about; where there is none, the player's EUR wallet. */
function walletOf({ player }: Books, operation: LedgerOperation) {
  const isForeign = operation.kind === 'exchange' && operation.from.currency === 'USD';
  const wallet = (isForeign ? player.foreign : null) ?? player.wallet;
  return wallet && { ...wallet };
}

function judge(books: Books, operation: LedgerOperation): Verdict {
  switch (operation.kind) {
    case 'set_gate':
      return setGate(books, operation);
    case 'deposit':
      return deposit(books, operation);
    case 'chargeback':
      return chargeback(books, operation);
    case 'reverse_chargeback':
      return reverseChargeback(books, operation);
    case 'exchange':
      return exchange(books, operation);
    case 'bet':
      return bet(books, operation);
    case 'win':
      return win(books, operation);
    case 'rollback':
      return rollback(books, operation);
    case 'end_round':
      return endRound(books, operation);
    case 'hold':
      return hold(books, operation);
    case 'capture':
    case 'release':
      return endHold(books, operation);
    case 'settle_bet':
      return settle(books, operation);
    case 'refund_bet':
      return refund(books, operation.bet);
    default:
      throw new Error(`the oracle does not know ${operation.kind}`);
  }
}
