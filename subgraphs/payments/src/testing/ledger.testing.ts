/**
 * Plays wallet's ledger over NATS for one currency and one balance per player: keeps claims, so that a repeat is answered as the
 * first time and moves nothing; and plays users' answer about KYC.
 */
import {
  askCommands,
  askKycStatus,
  type Command,
  type CommandResult,
  type Operation,
  parseAmount,
  type Refusal,
} from '@croupier/contracts';
import { JSONCodec, type Msg, type NatsConnection } from 'nats';

const codec = JSONCodec<unknown>();

interface Account {
  real: bigint;
  locked: bigint;
  reserved: bigint;
  paidOut: bigint;
}

export interface TestLedger {
  of(userId: string): Account;
  /** how often an operation of this kind really moved something for the player */
  effects(userId: string, kind: Operation['kind']): number;
  /** refuse this kind for the player */
  refuse(userId: string, kind: Operation['kind'], code: Refusal): void;
  /** SILENT: does nothing and does not answer; DEAF: does it and does not answer */
  mood: 'WELL' | 'SILENT' | 'DEAF' | 'TRY_AGAIN';
  kyc: Map<string, string>;
  /** what a withdrawal of the player ends, unless he consents */
  bonus: Map<string, { bonus: string; amount: string; currency: string }>;
  commands: Command[];
}

export async function startLedger(nats: NatsConnection, users: NatsConnection): Promise<TestLedger> {
  const accounts = new Map<string, Account>();
  const claims = new Map<string, string>();
  const effects = new Map<string, number>();
  const refusals = new Map<string, Refusal>();
  const amounts = new Map<string, bigint>();
  const of = (userId: string): Account => {
    if (!accounts.has(userId)) accounts.set(userId, { real: 0n, locked: 0n, reserved: 0n, paidOut: 0n });
    return accounts.get(userId)!;
  };
  const judge = (command: Command): CommandResult => {
    const operation = command.operations[0]! as Operation & {
      reference: string;
      reservation?: string;
      hold?: string;
      deposit?: string;
      chargeback?: string;
      amount?: string;
      currency?: string;
    };
    const refused = (code: Refusal): CommandResult => ({ status: 'REFUSED', code, at: 0, wallet: null });
    const done = (replayed: boolean): CommandResult => ({
      status: 'DONE',
      results: [{ transactionId: operation.reference, replayed }],
      wallet: null,
    });
    if (command.deadlineAt && Date.parse(command.deadlineAt) < Date.now())
      return { status: 'TRY_AGAIN', message: 'too late' };
    const claim = `${command.scope}/${operation.reference}`;
    const body = JSON.stringify(operation);
    if (claims.has(claim)) return claims.get(claim) === body ? done(true) : refused('DUPLICATE_TRANSACTION');
    const asked = refusals.get(`${command.userId}/${operation.kind}`);
    if (asked) return refused(asked);
    const account = of(command.userId);
    const minor = operation.amount ? parseAmount(operation.amount, operation.currency ?? 'EUR') : 0n;
    const known = amounts.get(`${command.scope}/${operation.reservation ?? operation.hold}`);
    switch (operation.kind) {
      case 'reserve_deposit':
        account.reserved += minor;
        break;
      case 'release_deposit':
        if (known === undefined) return refused('TRANSACTION_NOT_FOUND');
        account.reserved -= known;
        break;
      case 'deposit':
        account.reserved -= known ?? 0n;
        account.real += minor;
        break;
      case 'hold':
        if (account.real < minor) return refused('INSUFFICIENT_FUNDS');
        if (ledger.bonus.has(command.userId) && !operation.forfeitBonus)
          return { ...refused('BONUS_ACTIVE'), forfeits: [ledger.bonus.get(command.userId)!] } as CommandResult;
        account.real -= minor;
        account.locked += minor;
        break;
      case 'capture':
      case 'release': {
        if (known === undefined) return refused('TRANSACTION_NOT_FOUND');
        const finished = `${command.scope}/${operation.hold}/finished`;
        if (amounts.has(finished)) return refused('ALREADY_SETTLED');
        amounts.set(finished, known);
        account.locked -= known;
        if (operation.kind === 'capture') account.paidOut += known;
        else account.real += known;
        break;
      }
      case 'chargeback':
        if (!amounts.has(`${command.scope}/${operation.deposit}`)) return refused('TRANSACTION_NOT_FOUND');
        account.real -= minor;
        break;
      case 'reverse_chargeback': {
        const taken = amounts.get(`${command.scope}/${operation.chargeback}`);
        if (taken === undefined) return refused('TRANSACTION_NOT_FOUND');
        account.real += taken;
        break;
      }
      default:
        return refused('DUPLICATE_TRANSACTION');
    }
    claims.set(claim, body);
    amounts.set(claim, minor);
    const counter = `${command.userId}/${operation.kind}`;
    effects.set(counter, (effects.get(counter) ?? 0) + 1);
    return done(false);
  };
  const ledger: TestLedger = {
    of,
    effects: (userId, kind) => effects.get(`${userId}/${kind}`) ?? 0,
    refuse: (userId, kind, code) => void refusals.set(`${userId}/${kind}`, code),
    mood: 'WELL',
    kyc: new Map(),
    bonus: new Map(),
    commands: [],
  };
  const answer = (message: Msg) => {
    if (ledger.mood === 'SILENT') return;
    const { commands } = askCommands.payments.input.parse(codec.decode(message.data));
    ledger.commands.push(...commands);
    const results =
      ledger.mood === 'TRY_AGAIN'
        ? commands.map(() => ({ status: 'TRY_AGAIN', message: 'busy' }))
        : commands.map(judge);
    if (ledger.mood !== 'DEAF') message.respond(codec.encode({ ok: true, value: { results } }));
  };
  nats.subscribe(askCommands.payments.subject, { callback: (_error, message) => answer(message) });
  users.subscribe(askKycStatus.subject, {
    callback: (_error, message) => {
      const { userId } = codec.decode(message.data) as { userId: string };
      message.respond(codec.encode({ ok: true, value: { status: ledger.kyc.get(userId) ?? 'APPROVED', level: 1 } }));
    },
  });
  await Promise.all([nats.flush(), users.flush()]);
  return ledger;
}
