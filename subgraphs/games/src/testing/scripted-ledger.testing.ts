import {
  formatAmount,
  ledgerSubject,
  type Command,
  type CommandResult,
  type LedgerEntry,
  type PlayerStatusName,
  type WalletState,
} from '@croupier/contracts';
import { JSONCodec, type NatsConnection } from 'nats';

const codec = JSONCodec<unknown>();

/** What a test says of an entry; the rest is filled in. */
export type Told = Partial<LedgerEntry> & { kind: LedgerEntry['kind'] };

/** What stands in for the wallet in tests of the dialects: it answers over real NATS, and a test scripts its judgement. */
export interface ScriptedLedger {
  /** every message of commands, as it came */
  messages: Command[][];
  commands(): Command[];
  judge: (command: Command) => CommandResult | null;
  wallet: WalletState | null;
  playerKnown: boolean;
  status: PlayerStatusName;
  /** silence: nothing is answered any more */
  silent: boolean;
  /** writes entries into the log of lane 0 and pushes them */
  write(...entries: Told[]): void;
  /** pushes what was written before once more */
  pushAgain(): void;
}

export const EUR_WALLET: WalletState = {
  walletId: 'w-1',
  currency: 'EUR',
  real: '99.00',
  bonus: '1.00',
  locked: '0.00',
  version: 7,
};

export const done = (transactionId: string | null, wallet: WalletState | null = EUR_WALLET): CommandResult => ({
  status: 'DONE',
  results: [{ transactionId, replayed: false }],
  wallet,
});

export function startScriptedLedger(nats: NatsConnection): ScriptedLedger {
  const log: LedgerEntry[] = [];
  const ledger: ScriptedLedger = {
    messages: [],
    commands: () => ledger.messages.flat(),
    judge: () => done('tx-1'),
    wallet: EUR_WALLET,
    playerKnown: true,
    status: 'ACTIVE',
    silent: false,
    write: (...entries) => {
      const first = log.length + 1;
      log.push(...entries.map((entry, index) => entryOf(first + index, entry)));
      push(nats, log.slice(first - 1));
    },
    pushAgain: () => push(nats, log),
  };
  answer(nats, 'ask.wallet.commands.v1.games', ledger, (input) => {
    const { commands } = input as { commands: Command[] };
    ledger.messages.push(commands);
    const results = commands.map((command) => ledger.judge(command));
    return results.includes(null) ? null : { results };
  });
  answer(nats, 'ask.wallet.wallet.v1', ledger, () => ({
    wallet: ledger.wallet,
    playerKnown: ledger.playerKnown,
    status: ledger.status,
  }));
  answer(nats, 'ask.wallet.lane_heads.v1', ledger, () => ({
    heads: log.length > 0 ? [{ lane: 0, sequence: log.length }] : [],
  }));
  answer(nats, 'ask.wallet.read_log.v1', ledger, (input) => {
    const { after, limit } = input as { after: number; limit: number };
    return { entries: log.slice(after, after + limit) };
  });
  return ledger;
}

function answer(
  nats: NatsConnection,
  subject: string,
  ledger: ScriptedLedger,
  work: (input: unknown) => object | null,
): void {
  nats.subscribe(subject, {
    callback: (_error, message) => {
      const value = work(codec.decode(message.data));
      if (!ledger.silent && value) message.respond(codec.encode({ ok: true, value }));
    },
  });
}

function push(nats: NatsConnection, entries: LedgerEntry[]): void {
  if (entries.length === 0) return;
  nats.publish(
    ledgerSubject(0),
    codec.encode({ lane: 0, first: entries[0]!.sequence, last: entries.at(-1)!.sequence, entries }),
  );
}

const START_MS = Date.parse('2026-11-01T10:00:00Z');

function entryOf(sequence: number, entry: Told): LedgerEntry {
  return {
    ...{
      sequence,
      at: new Date(START_MS + sequence * 1000).toISOString(),
      userId: 'nobody',
      walletId: 'w-1',
      currency: 'EUR',
      transactionId: `tx-${sequence}`,
    },
    ...{
      version: sequence,
      scope: 'studio:sandbox',
      reference: null,
      amount: formatAmount(0n, 'EUR'),
      buckets: [],
      real: '0.00',
      bonus: '0.00',
      locked: '0.00',
    },
    ...{
      roundId: null,
      gameId: null,
      betReference: null,
      relatedTransactionId: null,
      free: false,
      promotion: false,
      outcome: null,
      purpose: null,
    },
    ...{ selection: null, odds: null, amountEur: '0.00' },
    ...entry,
  };
}
