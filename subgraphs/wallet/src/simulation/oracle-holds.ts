/** The oracle on withdrawals and bookmaker bets. */
import { again, type Books, cents, done, type Entry, type Hold, type Of, type Verdict } from './oracle-books.ts';

export function hold(books: Books, hold: Of<'hold'>): Verdict {
  const text = `${hold.purpose} ${hold.amount} ${hold.roundId} ${hold.free}`;
  if (books.isTombstone(hold.reference)) return 'REFUNDED';
  const repeated = books.repeated(hold.reference, 'hold', text);
  if (repeated)
    return typeof repeated !== 'string' && books.play('hold', hold.reference)!.state === 'REFUNDED'
      ? 'REFUNDED'
      : repeated;
  const { gate, wallet } = books.player;
  if (!gate) return 'UNKNOWN_PLAYER';
  if (!wallet) return 'UNKNOWN_WALLET';
  const amount = hold.free ? 0 : cents(hold.amount);
  const isBet = hold.purpose === 'BOOKMAKER_BET';
  const blocked = isBet ? books.mayStake(amount) : books.status() === 'BLOCKED' ? 'PLAYER_BLOCKED' : null;
  if (blocked) return blocked;
  if (wallet.real < amount) return 'INSUFFICIENT_FUNDS';
  const last = books.move('HOLD', -amount, amount);
  books.claim(hold.reference, 'hold', text, last);
  books.put(books.player.plays, `${books.scope} ${hold.reference}`, {
    ...{ kind: 'hold', purpose: hold.purpose, cents: amount, wagered: isBet && books.wager(amount), state: 'OPEN' },
    ...{ last, payout: 0, given: 0 },
  });
  return done(last);
}

export function endHold(books: Books, end: Of<'capture' | 'release'>): Verdict {
  const repeated = books.repeated(end.reference, end.kind, end.hold);
  if (repeated) return repeated;
  const hold = books.play('hold', end.hold);
  if (hold?.purpose !== 'WITHDRAWAL') return 'TRANSACTION_NOT_FOUND';
  if (hold.state !== end.kind && hold.state !== 'OPEN') return 'ALREADY_SETTLED';
  if (hold.state === 'OPEN') {
    const isCapture = end.kind === 'capture';
    const entry = books.move(isCapture ? 'CAPTURE' : 'RELEASE', isCapture ? 0 : hold.cents, -hold.cents);
    books.set(hold, 'state', end.kind);
    books.set(hold, 'last', entry);
    books.claim(end.reference, end.kind, end.hold, entry);
    return done(entry);
  }
  books.claim(end.reference, end.kind, end.hold, hold.last);
  return again(hold.last);
}

export function settle(books: Books, settle: Of<'settle_bet'>): Verdict {
  if (!books.player.gate) return 'UNKNOWN_PLAYER';
  if (books.isTombstone(settle.bet)) return 'REFUNDED';
  const hold = books.play('hold', settle.bet);
  if (hold?.purpose !== 'BOOKMAKER_BET') return 'TRANSACTION_NOT_FOUND';
  if (hold.state === 'REFUNDED') return 'REFUNDED';
  const byOutcome = {
    LOSE: 0,
    OPEN: 0,
    VOID: hold.cents,
    WIN: cents(settle.payout ?? '0'),
    CASHOUT: cents(settle.payout ?? '0'),
  };
  const payout = byOutcome[settle.outcome];
  const { reference } = settle;
  const text = `${settle.bet} ${settle.outcome} ${payout}`;
  const repeated = reference === undefined ? null : books.repeated(reference, 'settle_bet', text);
  if (repeated) return repeated;
  const stands = hold.state === settle.outcome && hold.payout === payout;
  const entry = stands ? hold.last : bring(books, hold, settle.outcome, payout);
  if (reference !== undefined) books.claim(reference, 'settle_bet', text, entry);
  return stands ? again(entry) : done(entry);
}

export function refund(books: Books, reference: string): Verdict {
  if (!books.player.gate) return 'UNKNOWN_PLAYER';
  const claim = books.claimOf(reference);
  if (!claim) {
    const tombstone = books.note('TOMBSTONE');
    books.claim(reference, 'tombstone', `refund ${reference}`, tombstone);
    return done(tombstone);
  }
  if (books.isTombstone(reference)) return again(claim.transaction);
  const hold = books.play('hold', reference);
  if (hold?.purpose !== 'BOOKMAKER_BET') return 'TRANSACTION_NOT_FOUND';
  return hold.state === 'REFUNDED' ? again(hold.last) : done(bring(books, hold, 'REFUNDED', hold.cents));
}

/** Re-settling stops at zero and the rest is owed; what is owed is cancelled before anything is given. */
function bring(books: Books, hold: Hold, outcome: string, payout: number): Entry {
  // A bet whose result was taken back holds nothing any more.
  const isFirst = hold.last.kind === 'HOLD';
  const isReturned = outcome === 'VOID' || outcome === 'REFUNDED';
  const change = payout - hold.payout;
  const owed = hold.given - hold.payout;
  const real = change > 0 ? Math.max(0, change - owed) : -Math.min(-change, books.player.wallet!.real);
  const kind = !isFirst ? 'RESETTLEMENT' : isReturned ? 'RELEASE' : 'WIN';
  const entry = books.move(kind, real, isFirst ? -hold.cents : 0);
  if (isFirst && isReturned) books.unwager(hold);
  books.set(hold, 'state', outcome);
  books.set(hold, 'payout', payout);
  books.set(hold, 'given', hold.given + real);
  books.set(hold, 'last', entry);
  return entry;
}
