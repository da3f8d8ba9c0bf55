/** The oracle on gates, deposits, bets, wins and rollbacks. */
import { again, type Bet, type Books, cents, done, type Of, type Verdict } from './oracle-books.ts';

export function setGate(books: Books, gate: Of<'set_gate'>): Verdict {
  if ((books.player.gate?.number ?? 0) >= gate.number) return again(null);
  books.set(books.player, 'gate', gate);
  return done(null);
}

export function deposit(books: Books, deposit: Of<'deposit'>): Verdict {
  const text = deposit.amount;
  const repeated = books.repeated(deposit.reference, 'deposit', text);
  if (repeated) return repeated;
  if (!books.player.gate) return 'UNKNOWN_PLAYER';
  if (!books.player.wallet) books.set(books.player, 'wallet', { real: 0, locked: 0, version: 0 });
  const entry = books.move('DEPOSIT', cents(deposit.amount));
  books.claim(deposit.reference, 'deposit', text, entry);
  books.put(books.player.deposits, `${books.scope} ${deposit.reference}`, cents(deposit.amount));
  return done(entry);
}

export function bet(books: Books, bet: Of<'bet'>): Verdict {
  const text = `${bet.amount} ${bet.roundId} ${bet.gameId}`;
  if (books.isTombstone(bet.reference)) return 'ROLLED_BACK';
  const repeated = books.repeated(bet.reference, 'bet', text);
  if (repeated)
    return typeof repeated !== 'string' && books.play('bet', bet.reference)!.rollback ? 'ROLLED_BACK' : repeated;
  if (!books.player.gate) return 'UNKNOWN_PLAYER';
  if (!books.player.wallet) return 'WRONG_CURRENCY';
  if (books.player.closed.has(`${books.scope} ${bet.roundId}`)) return 'ROUND_CLOSED';
  const stake = cents(bet.amount);
  const blocked = books.mayStake(stake);
  if (blocked) return blocked;
  if (books.player.wallet.real < stake) return 'INSUFFICIENT_FUNDS';
  const transaction = books.move('BET', -stake);
  books.claim(bet.reference, 'bet', text, transaction);
  const wagered = books.wager(stake);
  books.put(books.player.plays, `${books.scope} ${bet.reference}`, {
    ...{ kind: 'bet', round: `${books.scope} ${bet.roundId}`, cents: stake, wins: 0, wagered, transaction },
    rollback: null,
  });
  return done(transaction);
}

export function win(books: Books, win: Of<'win'>): Verdict {
  const round = `${books.scope} ${win.roundId}`;
  const text = `${win.amount} ${win.roundId} ${win.gameId} ${win.bet}`;
  if (books.isTombstone(win.reference)) return 'ROLLED_BACK';
  const repeated = books.repeated(win.reference, 'win', text);
  if (repeated) return repeated;
  if (!books.player.gate) return 'UNKNOWN_PLAYER';
  if (!books.player.wallet) return 'WRONG_CURRENCY';
  if (books.player.closed.has(round)) return 'ROUND_CLOSED';
  const settled = settledBy(books, win.bet, round);
  if (typeof settled === 'string') return settled;
  for (const bet of settled) books.set(bet, 'wins', bet.wins + 1);
  const entry = books.move('WIN', cents(win.amount));
  books.claim(win.reference, 'win', text, entry);
  if (win.roundClosed) books.close(round);
  return done(entry);
}

function settledBy(books: Books, named: string | null, round: string): Bet[] | string {
  if (named !== null) {
    if (books.isTombstone(named)) return 'ROLLED_BACK';
    const bet = books.play('bet', named);
    if (!bet || bet.round !== round) return 'TRANSACTION_NOT_FOUND';
    return bet.rollback ? 'ROLLED_BACK' : [bet];
  }
  const ofRound = betsOf(books, round);
  if (ofRound.length === 0) return 'TRANSACTION_NOT_FOUND';
  const standing = ofRound.filter((bet) => !bet.rollback);
  return standing.length > 0 ? standing : 'ROLLED_BACK';
}

function betsOf(books: Books, round: string): Bet[] {
  return [...books.player.plays.values()].filter((play) => play.kind === 'bet' && play.round === round) as Bet[];
}

export function endRound(books: Books, { roundId }: Of<'end_round'>): Verdict {
  const round = `${books.scope} ${roundId}`;
  if (!books.player.gate) return 'UNKNOWN_PLAYER';
  if (betsOf(books, round).length === 0) return 'TRANSACTION_NOT_FOUND';
  if (books.player.closed.has(round)) return again(null);
  books.close(round);
  return done(null);
}

export function rollback(books: Books, rollback: Of<'rollback'>): Verdict {
  const text = `rollback ${rollback.bet}`;
  const kind = books.isTombstone(rollback.reference) ? 'tombstone' : 'rollback';
  const repeated = books.repeated(rollback.reference, kind, text);
  if (repeated) return repeated;
  if (!books.player.gate) return 'UNKNOWN_PLAYER';
  const target = books.claimOf(rollback.bet);
  if (!target) {
    const tombstone = books.note('TOMBSTONE');
    books.claim(rollback.bet, 'tombstone', text, tombstone);
    if (rollback.reference !== rollback.bet) books.claim(rollback.reference, 'rollback', text, tombstone);
    return done(tombstone);
  }
  const bet = books.play('bet', rollback.bet);
  const first = books.isTombstone(rollback.bet) ? target.transaction : (bet?.rollback ?? null);
  if (first) {
    books.claim(rollback.reference, 'rollback', text, first);
    return again(first);
  }
  if (!bet) return 'TRANSACTION_NOT_FOUND';
  if (bet.wins > 0) return 'ALREADY_SETTLED';
  const entry = books.move('ROLLBACK', bet.cents);
  books.unwager(bet);
  books.set(bet, 'rollback', entry);
  books.claim(rollback.reference, 'rollback', text, entry);
  return done(entry);
}
