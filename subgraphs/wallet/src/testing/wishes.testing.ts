/** What a player may wish for, as fast-check makes it and makes it smaller: few ids and little money, so that wishes meet. */
import fc from 'fast-check';
import { formatAmount } from '@croupier/contracts';
import type { LedgerCommand, LedgerOperation } from '../ledger/operation.ts';
import { POLICY_ROWS } from '../simulation/policy-rows.ts';
import { bet, commandOf, deposit, gate, hold, rollback, win } from './plays.testing.ts';

/** The scope is a word, to be made unique. */
export interface Wish {
  player: 0 | 1;
  scope: 'studio' | 'bookmaker' | 'psp' | 'users';
  operation: LedgerOperation;
}

export const dailyWager = (amount: string) =>
  ({ kind: 'WAGER', period: 'DAY', amount, currency: 'EUR', minutes: null }) as const;

const id = (letter: string) => fc.integer({ min: 0, max: 3 }).map((number) => `${letter}${number}`);
const money = fc.constantFrom(30, 70, 150, 400).map((cents) => formatAmount(BigInt(cents), 'EUR'));
const round = fc.constantFrom('r0', 'r1');
const of = (scope: Wish['scope'], operation: fc.Arbitrary<LedgerOperation>): fc.Arbitrary<Wish> =>
  fc.record({ player: fc.constantFrom(0 as const, 1 as const), scope: fc.constant(scope), operation });

const bets = fc.tuple(id('b'), money, round).map(([reference, amount, roundId]) => bet(reference, amount, { roundId }));
const wins = fc
  .tuple(id('w'), fc.option(id('b'), { freq: 6 }), money, round, fc.integer({ min: 0, max: 9 }))
  .map(([reference, named, amount, roundId, dice]) =>
    win(reference, named, amount, { roundId, roundClosed: dice === 0 }),
  );
const rollbacks = fc
  .tuple(fc.oneof(id('x'), id('b')), fc.oneof({ weight: 6, arbitrary: id('b') }, id('w')), fc.option(money))
  .map(([reference, named, amount]) => ({ ...rollback(reference, named), ...(amount === null ? {} : { amount }) }));
const ends = round.map((roundId): LedgerOperation => ({ kind: 'end_round', roundId }));
const stakes = fc.tuple(id('m'), money).map(([reference, amount]) => hold(reference, amount, { roundId: 'match' }));
const settlements = fc
  .tuple(id('m'), fc.constantFrom('WIN' as const, 'LOSE' as const, 'VOID' as const, 'CASHOUT' as const), money)
  .map(([named, outcome, amount]): LedgerOperation => {
    const payout = outcome === 'LOSE' || outcome === 'VOID' ? null : amount;
    return { kind: 'settle_bet', bet: named, outcome, payout };
  });
const refunds = id('m').map((named): LedgerOperation => ({ kind: 'refund_bet', bet: named }));
const withdrawals = fc
  .tuple(id('h'), money)
  .map(([reference, amount]) => hold(reference, amount, { purpose: 'WITHDRAWAL' }));
const captures = fc
  .tuple(fc.constantFrom('capture' as const, 'release' as const), id('e'), id('h'))
  .map(([kind, reference, named]): LedgerOperation => ({ kind, reference, hold: named }));
const deposits = fc.tuple(id('d'), money).map(([reference, amount]) => deposit(reference, amount));
const gates = fc
  .tuple(
    fc.integer({ min: 2, max: 9 }),
    fc.constantFrom('ACTIVE' as const, 'ACTIVE' as const, 'SELF_EXCLUDED' as const, 'COOLING_OFF' as const),
    fc.constantFrom('2.00', '6.00', '20.00'),
  )
  .map(([number, status, most]) => gate({ number, status, limits: [dailyWager(most)] }));

export const aWish: fc.Arbitrary<Wish> = fc.oneof(
  { weight: 8, arbitrary: of('studio', bets) },
  { weight: 5, arbitrary: of('studio', wins) },
  { weight: 5, arbitrary: of('studio', rollbacks) },
  { weight: 1, arbitrary: of('studio', ends) },
  { weight: 3, arbitrary: of('bookmaker', stakes) },
  { weight: 4, arbitrary: of('bookmaker', settlements) },
  { weight: 2, arbitrary: of('bookmaker', refunds) },
  { weight: 2, arbitrary: of('psp', withdrawals) },
  { weight: 2, arbitrary: of('psp', captures) },
  { weight: 2, arbitrary: of('psp', deposits) },
  { weight: 1, arbitrary: of('users', gates) },
);

/** How a run's studio wants to be judged: as Croupier's own, and with what that one does not have. */
export const STUDIO_ROWS = ['croupier', 'answers of then, bets taken back in part'];

/** The wish as a command of this run's players, scopes and policy. The second player has a limit from the first moment, the first never has one. */
export function commandFor(
  { player, scope, operation }: Wish,
  { players, run, row }: { players: string[]; run: string; row: string },
): LedgerCommand {
  const wished = operation.kind === 'set_gate' && player === 0 ? { ...operation, limits: [] } : operation;
  const command = commandOf(players[player]!, scope === 'users' ? scope : `${scope}:${run}`, wished);
  return scope === 'studio' ? { ...command, policy: POLICY_ROWS[row]! } : command;
}
