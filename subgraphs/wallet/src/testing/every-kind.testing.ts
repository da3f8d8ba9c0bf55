/** A short life of several players with commands of every kind, many of them at once so that batches have several. */
import { randomUUID } from 'node:crypto';
import type { Ledger } from '../ledger/ledger.ts';
import type { LedgerOperation } from '../ledger/operation.ts';
import { aPlayer, bet, BOOKMAKER, commandOf, deposit, hold, PSP, rollback, STUDIO, win } from './plays.testing.ts';

/** Plays `players` lives side by side; answers how many commands were done. */
export async function playEveryKind(ledger: Ledger, players: number): Promise<number> {
  const done = await Promise.all(Array.from({ length: players }, () => aLife(ledger)));
  return done.reduce((sum, each) => sum + each, 0);
}

async function aLife(ledger: Ledger): Promise<number> {
  const userId = await aPlayer(ledger, '1000.00', {
    limits: [{ kind: 'LOSS', period: 'DAY', amount: '100000.00', currency: 'EUR', minutes: null }],
  });
  const id = (name: string) => `${userId}-${name}`;
  const bonus = randomUUID();
  const ended = randomUUID();
  const grant = (reference: string): LedgerOperation => ({
    ...{ kind: 'grant_bonus', reference, bonusKind: 'MONEY', currency: 'EUR', amount: '5.00', rounds: 0 },
    ...{ gameCode: null, stake: null, wageringMultiple: 1, expiresAt: null },
  });
  const steps: [string, ...LedgerOperation[]][] = [
    [STUDIO, bet(id('a'), '4.00', { roundId: 'r1' })],
    [STUDIO, win(id('w'), id('a'), '6.50', { roundId: 'r1' })],
    [STUDIO, bet(id('b'), '2.00', { roundId: 'r2' }), bet(id('c'), '3.00', { roundId: 'r2' })],
    [STUDIO, rollback(id('x'), id('b'))],
    [STUDIO, { kind: 'end_round', roundId: 'r2' }],
    [STUDIO, rollback(id('t'), id('never'))],
    [STUDIO, win(id('p'), null, '1.00', { promotion: true })],
    [STUDIO, bet(id('tab\tand \\ and\nline'), '0.10', { roundId: 'r\t3' })],
    [PSP, { kind: 'reserve_deposit', reference: id('res'), amount: '3.00', currency: 'EUR' }],
    [PSP, deposit(id('d2'), '3.00', { reservation: id('res') })],
    [PSP, { kind: 'chargeback', reference: id('cb'), deposit: id('d2'), amount: '2.00' }],
    [PSP, { kind: 'reverse_chargeback', reference: id('cbw'), chargeback: id('cb') }],
    [PSP, { kind: 'chargeback', reference: id('cb2'), deposit: id('d2') }],
    [PSP, { kind: 'reserve_deposit', reference: id('res2'), amount: '3.00', currency: 'EUR' }],
    [PSP, { kind: 'release_deposit', reference: id('rel'), reservation: id('res2') }],
    [PSP, hold(id('h'), '30.00', { purpose: 'WITHDRAWAL' })],
    [PSP, { kind: 'capture', reference: id('cap'), hold: id('h') }],
    [PSP, hold(id('h2'), '20.00', { purpose: 'WITHDRAWAL' })],
    [PSP, { kind: 'release', reference: id('free'), hold: id('h2') }],
    [BOOKMAKER, hold(id('s'), '10.00', { selection: 'home', odds: '2.10' })],
    [BOOKMAKER, { kind: 'settle_bet', bet: id('s'), outcome: 'WIN', payout: '21.00' }],
    [BOOKMAKER, { kind: 'settle_bet', bet: id('s'), outcome: 'LOSE', payout: null }],
    [BOOKMAKER, { kind: 'refund_bet', bet: id('s') }],
    [BOOKMAKER, { kind: 'refund_bet', bet: id('unknown') }],
    ['wallet', grant(bonus)],
    [STUDIO, bet(id('bonus'), '8.00', { roundId: 'r4' })],
    ['wallet', grant(ended)],
    ['wallet', { kind: 'end_bonus', bonus: ended, status: 'FORFEITED' }],
    [PSP, deposit(id('usd'), '9.00', { currency: 'USD' })],
    [
      'exchange',
      {
        ...{ kind: 'exchange', reference: id('call'), quote: id('quote'), expiresAt: Infinity },
        ...{ from: { amount: '2.00', currency: 'EUR' }, to: { amount: '2.10', currency: 'USD' } },
      },
    ],
    [
      'wallet',
      { kind: 'adjust', reference: id('adj'), currency: 'EUR', bucket: 'REAL', direction: 'DEBIT', amount: '1.00' },
    ],
  ];
  let done = 1;
  for (const [scope, ...operations] of steps) {
    const result = await ledger.execute(commandOf(userId, scope, ...operations));
    if (result.status !== 'DONE') throw new Error(`${JSON.stringify(operations)}: ${JSON.stringify(result)}`);
    done++;
  }
  return done;
}
