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
  const { policy, player } = books;
  const isLate = books.isTombstone(bet.reference);
  if (isLate && policy.betAfterTombstone === 'REFUSE') return 'ROLLED_BACK';
  const claim = isLate ? books.lateClaimOf(bet.reference) : books.claimOf(bet.reference);
  const loose = policy.duplicateMismatch === 'REPLAY';
  const repeated = claim ? books.repeated(bet.reference, 'bet', text, { claim, loose }) : null;
  if (repeated) {
    const isBack = typeof repeated !== 'string' && !isLate && books.play('bet', bet.reference)!.rollback;
    return isBack ? 'ROLLED_BACK' : repeated;
  }
  if (!player.gate) return 'UNKNOWN_PLAYER';
  if (!player.wallet) return 'WRONG_CURRENCY';
  if (player.closed.has(`${books.scope} ${bet.roundId}`)) return 'ROUND_CLOSED';
  const stake = cents(bet.amount);
  const blocked = books.mayStake(stake);
  if (blocked) return blocked;
  if (player.wallet.real < stake) return 'INSUFFICIENT_FUNDS';
  const transaction = books.move('BET', -stake);
  books.claim(bet.reference, 'bet', text, transaction, isLate);
  const wagered = !isLate && books.wager(stake);
  books.put(player.plays, `${books.scope} ${bet.reference}`, {
    ...{ kind: 'bet', round: `${books.scope} ${bet.roundId}`, cents: stake, wins: [], wagered, transaction },
    rollback: isLate ? books.move('ROLLBACK', stake) : null,
  });
  return done(transaction);
}

export function win(books: Books, win: Of<'win'>): Verdict {
  const round = `${books.scope} ${win.roundId}`;
  const text = `${win.amount} ${win.roundId} ${win.gameId} ${win.bet}`;
  const { policy, player } = books;
  if (books.isTombstone(win.reference))
    return policy.betAfterTombstone === 'REFUSE' ? 'ROLLED_BACK' : again(books.claimOf(win.reference)!.transaction);
  const repeated = books.repeated(win.reference, 'win', text, { loose: policy.duplicateMismatch === 'REPLAY' });
  if (repeated) return repeated;
  if (!player.gate) return 'UNKNOWN_PLAYER';
  if (!player.wallet) return 'WRONG_CURRENCY';
  if (player.closed.has(round)) return 'ROUND_CLOSED';
  const isWhole = policy.settlement === 'ROUND_WISE';
  const settled = settledBy(books, isWhole ? null : win.bet, round);
  if (typeof settled === 'string') return settled;
  const entry = books.move('WIN', cents(win.amount));
  const won = { cents: cents(win.amount), alone: settled.length === 1, entry };
  for (const bet of settled) books.set(bet, 'wins', [...bet.wins, won]);
  books.claim(win.reference, 'win', text, entry);
  if (win.roundClosed || isWhole) books.close(round);
  return done(entry);
}

function settledBy(books: Books, named: string | null, round: string): Bet[] | string {
  const { policy } = books;
  const unknown = policy.winWithoutBet === 'ACCEPT' ? [] : 'TRANSACTION_NOT_FOUND';
  const isBack = policy.winAfterRollback ?? 'ROLLED_BACK';
  if (named !== null) {
    if (books.isTombstone(named)) return isBack;
    const bet = books.play('bet', named);
    if (!bet) return books.claimOf(named) ? 'TRANSACTION_NOT_FOUND' : unknown;
    if (bet.round !== round) return 'TRANSACTION_NOT_FOUND';
    return bet.rollback ? isBack : [bet];
  }
  if (policy.settlement === 'BET_WISE') return 'TRANSACTION_NOT_FOUND';
  const ofRound = betsOf(books, round);
  if (ofRound.length === 0) return unknown;
  const standing = ofRound.filter((bet) => !bet.rollback);
  return standing.length > 0 ? standing : isBack;
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
  const { policy } = books;
  const whole = `rollback ${rollback.bet}`;
  const named = rollback.amount === undefined ? whole : `${whole} ${rollback.amount}`;
  const text = policy.rollbackAmount === 'PARTIAL' ? named : whole;
  const target = books.claimOf(rollback.bet);
  const isRefused = policy.rollbackUnknown === 'REFUSE_TOMBSTONE' && target?.kind === 'tombstone';
  const kind = books.isTombstone(rollback.reference) ? 'tombstone' : 'rollback';
  const known = books.claimOf(rollback.reference)?.text === named ? named : whole;
  const repeated = books.repeated(rollback.reference, kind, known);
  if (repeated) return typeof repeated !== 'string' && isRefused ? 'TRANSACTION_NOT_FOUND' : repeated;
  if (!books.player.gate) return 'UNKNOWN_PLAYER';
  if (!target) return rollBackUnknown(books, rollback, text);
  const reversal = target.transaction && books.reversed.get(target.transaction);
  if (!reversal && (target.userId !== books.userId || isRefused)) return 'TRANSACTION_NOT_FOUND';
  const bet = books.play('bet', rollback.bet);
  const isUnlike = bet && rollback.amount !== undefined && cents(rollback.amount) !== bet.cents;
  if (target.kind === 'bet' && isUnlike && policy.rollbackAmount === 'MUST_MATCH') return 'TRANSACTION_NOT_FOUND';
  const first = reversal ?? (target.kind === 'tombstone' ? target.transaction : (bet?.rollback ?? null));
  if (first) {
    books.claim(rollback.reference, 'rollback', text, first);
    return again(first);
  }
  if (!bet) return 'TRANSACTION_NOT_FOUND';
  if (isUnlike && policy.rollbackAmount === 'PARTIAL') return givePartBack(books, rollback, text, bet);
  const isReversible = policy.rollbackAfterSettle === 'REVERSE_ALL' && bet.wins.every((win) => win.alone);
  if (bet.wins.length > 0 && !isReversible) return 'ALREADY_SETTLED';
  return giveBack(books, rollback, text, bet);
}

function rollBackUnknown(books: Books, { reference, bet }: Of<'rollback'>, text: string): Verdict {
  const { rollbackUnknown } = books.policy;
  if (rollbackUnknown === 'REFUSE') return 'TRANSACTION_NOT_FOUND';
  if (rollbackUnknown === 'OK_NO_TOMBSTONE') return done(null);
  const tombstone = books.note('TOMBSTONE');
  books.claim(bet, 'tombstone', text, tombstone);
  if (reference !== bet) books.claim(reference, 'rollback', text, tombstone);
  return rollbackUnknown === 'REFUSE_TOMBSTONE' ? { keep: 'TRANSACTION_NOT_FOUND' } : done(tombstone);
}

/** The bet goes on with what is left of it. */
function givePartBack(books: Books, { reference, amount }: Of<'rollback'>, text: string, bet: Bet): Verdict {
  const part = cents(amount!);
  if (part === 0 || part > bet.cents) return 'TRANSACTION_NOT_FOUND';
  if (bet.wins.length > 0) return 'ALREADY_SETTLED';
  const entry = books.move('ROLLBACK', part);
  books.unwager(bet, part);
  books.set(bet, 'cents', bet.cents - part);
  books.claim(reference, 'rollback', text, entry);
  return done(entry);
}

/** The stake comes back, then each win goes, down to nothing. */
function giveBack(books: Books, { reference }: Of<'rollback'>, text: string, bet: Bet): Verdict {
  const entry = books.move('ROLLBACK', bet.cents);
  books.unwager(bet);
  books.set(bet, 'rollback', entry);
  books.claim(reference, 'rollback', text, entry);
  for (const win of bet.wins)
    books.reversed.set(win.entry, books.move('RESETTLEMENT', -Math.min(win.cents, books.player.wallet!.real)));
  return done(entry);
}
