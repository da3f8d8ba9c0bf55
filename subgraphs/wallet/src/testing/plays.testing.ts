/** Commands as the other rooms give them, short enough to read in a test. */
import type { Operation } from '@croupier/contracts';
import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { Ledger } from '../ledger/ledger.ts';
import type { LedgerCommand, LedgerOperation } from '../ledger/operation.ts';

export const STUDIO = 'studio:test';
export const BOOKMAKER = 'bookmaker:test';
export const PSP = 'psp:test';

export const commandOf = (userId: string, scope: string, ...operations: LedgerOperation[]): LedgerCommand => ({
  scope,
  userId,
  deadlineAt: null,
  policy: null,
  operations,
});

type Of<K extends Operation['kind']> = Extract<Operation, { kind: K }>;
const verdicts: Of<'bet'>['verdicts'] = { token: null, game: null, sessionCurrency: null };
const play = { currency: 'EUR', roundId: 'round', gameId: 'dice', verdicts };

export const gate = (more: Partial<Of<'set_gate'>> = {}): Of<'set_gate'> => ({
  kind: 'set_gate',
  number: 1,
  status: 'ACTIVE',
  until: null,
  timeZone: 'UTC',
  limits: [],
  ...more,
});
export const deposit = (reference: string, amount: string, more: Partial<Of<'deposit'>> = {}): Of<'deposit'> => ({
  kind: 'deposit',
  reference,
  amount,
  currency: 'EUR',
  reservation: null,
  ...more,
});
export const bet = (reference: string, amount: string, more: Partial<Of<'bet'>> = {}): Of<'bet'> => ({
  kind: 'bet',
  reference,
  amount,
  free: false,
  ...play,
  ...more,
});
export const win = (
  reference: string,
  named: string | null,
  amount: string,
  more: Partial<Of<'win'>> = {},
): Of<'win'> => ({
  kind: 'win',
  reference,
  bet: named,
  amount,
  roundClosed: false,
  promotion: false,
  ...play,
  ...more,
});
export const rollback = (reference: string, named: string): Of<'rollback'> => ({
  kind: 'rollback',
  reference,
  bet: named,
});
export const hold = (reference: string, amount: string, more: Partial<Of<'hold'>> = {}): Of<'hold'> => ({
  kind: 'hold',
  reference,
  amount,
  currency: 'EUR',
  purpose: 'BOOKMAKER_BET',
  roundId: null,
  selection: null,
  odds: null,
  ...more,
});

/** A player with a gate and money. */
export async function aPlayer(ledger: Ledger, amount = '1000.00', more: Partial<Of<'set_gate'>> = {}): Promise<string> {
  const userId = randomUUID();
  const opened = await ledger.execute(commandOf(userId, PSP, gate(more), deposit(userId, amount)));
  if (opened.status !== 'DONE') throw new Error(JSON.stringify(opened));
  return userId;
}

/**
 * What must hold after every suite: each transaction's postings sum to zero per currency, every bucket equals its postings, versions and
 * lane sequences have no holes, no bucket is below zero.
 */
export async function brokenBooks(client: pg.Client | pg.Pool): Promise<object[]> {
  const checks = [
    `select 'sum' as broken, transaction_id::text as what from posting group by transaction_id, currency having sum(minor) <> 0`,
    `select 'bucket' as broken, w.id::text as what from wallet w left join lateral (
       select coalesce(sum(minor) filter (where account = 'REAL'), 0) as real, coalesce(sum(minor) filter (where account = 'BONUS'), 0) as bonus,
              coalesce(sum(minor) filter (where account = 'LOCKED'), 0) as locked
       from posting p where p.user_id = w.user_id and p.currency = w.currency) p on true
     where (p.real, p.bonus, p.locked) <> (w.real_minor, w.bonus_minor, w.locked_minor)`,
    `select 'version' as broken, w.id::text as what from wallet w
     where w.version <> (select count(distinct t.version) from transaction t where t.wallet_id = w.id)
        or w.version <> coalesce((select max(t.version) from transaction t where t.wallet_id = w.id), 0)`,
    `select 'sequence' as broken, l.lane::text as what from lane l
     where l.sequence <> (select count(distinct t.sequence) from transaction t where t.lane = l.lane)
        or l.sequence <> coalesce((select max(t.sequence) from transaction t where t.lane = l.lane), 0)`,
    `select 'after' as broken, t.transaction_id::text as what from transaction t join wallet w on w.id = t.wallet_id and w.version = t.version
     where (t.real_after, t.bonus_after, t.locked_after) <> (w.real_minor, w.bonus_minor, w.locked_minor)`,
  ];
  const found: object[] = [];
  for (const sql of checks) found.push(...(await client.query(sql)).rows);
  return found;
}
