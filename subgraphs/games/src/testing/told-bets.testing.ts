import type { Person } from './games-room.testing.ts';
import type { Told } from './scripted-ledger.testing.ts';

/** The entry of a stake that a bookmaker's bet holds: 10.00 on "home" at 1.857 in m-7, where nothing else is said. */
export const hold = (owner: Person, betId: string, more: Partial<Told> = {}): Told => ({
  ...{
    kind: 'HOLD' as const,
    scope: 'bookmaker:demo-bookmaker',
    userId: owner.userId,
    reference: betId,
    betReference: betId,
    purpose: 'BOOKMAKER_BET' as const,
  },
  ...{
    amount: '10.00',
    roundId: 'm-7',
    selection: 'home',
    odds: '1.857',
    buckets: [{ bucket: 'REAL' as const, amount: '-10.00', balanceAfter: '0.00' }],
  },
  ...more,
});
/** The entry of what became of such a bet, and what the player's real money got by it. */
export const result = (
  owner: Person,
  betId: string,
  kind: 'WIN' | 'RESETTLEMENT' | 'RELEASE',
  outcome: 'WIN' | 'LOSE' | 'VOID' | 'REFUND',
  real: string,
): Told => ({
  ...{
    kind,
    scope: 'bookmaker:demo-bookmaker',
    userId: owner.userId,
    reference: betId,
    betReference: betId,
    outcome,
    purpose: 'BOOKMAKER_BET' as const,
  },
  buckets: real === '0.00' ? [] : [{ bucket: 'REAL' as const, amount: real, balanceAfter: '0.00' }],
});
