/** The oracle on deposits that are taken back and on exchanges. */
import { again, type Books, cents, done, type Of, type Verdict } from './oracle-books.ts';

export function chargeback(books: Books, chargeback: Of<'chargeback'>): Verdict {
  const { player, scope } = books;
  const deposit = player.deposits.get(`${scope} ${chargeback.deposit}`);
  // A deposit of somebody else has no amount for this player.
  const text = `${chargeback.deposit} ${deposit === undefined ? '' : (chargeback.amount ?? '')}`;
  const repeated = books.repeated(chargeback.reference, 'chargeback', text);
  if (repeated) return repeated;
  if (deposit === undefined) return 'TRANSACTION_NOT_FOUND';
  let left = deposit;
  for (const each of player.chargebacks.values())
    if (each.deposit === `${scope} ${chargeback.deposit}` && !each.back) left -= each.cents;
  if (left === 0) return 'ALREADY_SETTLED';
  const amount = chargeback.amount === undefined ? left : cents(chargeback.amount);
  if (amount > left) return 'INSUFFICIENT_FUNDS';
  const taken = Math.min(amount, player.wallet!.real);
  const entry = books.move('CHARGEBACK', -taken);
  books.put(player.chargebacks, `${scope} ${chargeback.reference}`, {
    ...{ deposit: `${scope} ${chargeback.deposit}`, cents: amount, taken, back: null },
  });
  books.claim(chargeback.reference, 'chargeback', text, entry);
  return done(entry);
}

export function reverseChargeback(books: Books, reversal: Of<'reverse_chargeback'>): Verdict {
  const repeated = books.repeated(reversal.reference, 'reverse_chargeback', reversal.chargeback);
  if (repeated) return repeated;
  const row = books.player.chargebacks.get(`${books.scope} ${reversal.chargeback}`);
  if (!row) return 'TRANSACTION_NOT_FOUND';
  const first = row.back;
  const entry = first ?? books.move('CHARGEBACK', row.taken);
  books.set(row, 'back', entry);
  books.claim(reversal.reference, 'reverse_chargeback', reversal.chargeback, entry);
  return first ? again(first) : done(entry);
}

export function exchange(books: Books, { reference, quote, from, to, expiresAt }: Of<'exchange'>): Verdict {
  const text = JSON.stringify([quote, from, to]);
  const repeated = books.repeated(reference, 'exchange', text);
  if (repeated) return repeated;
  const { player } = books;
  if (!player.gate) return 'UNKNOWN_PLAYER';
  if (books.claimOf(quote) || books.isOver(expiresAt)) return 'ALREADY_SETTLED';
  const status = books.status();
  if (status !== 'ACTIVE') return status === 'BLOCKED' ? 'PLAYER_BLOCKED' : 'SELF_EXCLUDED';
  const [source, target] =
    from.currency === 'EUR' ? (['wallet', 'foreign'] as const) : (['foreign', 'wallet'] as const);
  if ((player[source]?.real ?? -1) < cents(from.amount)) return 'INSUFFICIENT_FUNDS';
  if (!player[target]) books.set(player, target, { real: 0, locked: 0, version: 0 });
  const entry = books.move('EXCHANGE', -cents(from.amount), 0, source);
  books.move('EXCHANGE', cents(to.amount), 0, target);
  books.claim(reference, 'exchange', text, entry);
  books.claim(quote, 'exchange', text, entry);
  return done(entry);
}
