import { createHash, randomUUID } from 'node:crypto';
import { GraphQLError } from 'graphql';

/** The stub's money, people and payments: as little of a house as the pages need to be walked through. */
export interface StubPerson {
  id: string;
  displayName: string;
  email: string;
  locale: string;
  timeZone: string;
  roles: string[];
  status: string;
  statusUntil: string | null;
  kyc: {
    status: string;
    level: number;
    fullName: string | null;
    country: string | null;
    submittedAt: string | null;
    reviewedAt: string | null;
    reason: string | null;
  };
  limits: Record<string, unknown>[];
  createdAt: string;
  lastSignInAt: string;
  cents: bigint;
  locked: bigint;
  version: number;
  transactions: Record<string, unknown>[];
  bonuses: Record<string, unknown>[];
}

export interface StubPayment {
  id: string;
  kind: string;
  status: string;
  amount: { amount: string; currency: string };
  method: string;
  redirectUrl: string | null;
  failureCode: string | null;
  history: { status: string; at: string; actor: string }[];
  userId: string;
  createdAt: string;
  returnUrl: string;
}

type Listener = { userId: string; field: string; push(value: unknown): void };

export const refuse = (code: string): never => {
  throw new GraphQLError(code, { extensions: { code } });
};

export const toText = (cents: bigint): string => {
  const sign = cents < 0n ? '-' : '';
  const digits = (cents < 0n ? -cents : cents).toString().padStart(3, '0');
  return `${sign}${digits.slice(0, -2)}.${digits.slice(-2)}`;
};
export const toCents = (text: string): bigint => {
  const [whole, part = ''] = text.split('.');
  return BigInt(whole + part.padEnd(2, '0').slice(0, 2));
};
export const euro = (cents: bigint) => ({ amount: toText(cents), currency: 'EUR' });
const now = () => new Date().toISOString();

export class StubHouse {
  people = new Map<string, StubPerson>();
  payments = new Map<string, StubPayment>();
  rounds: Record<string, unknown>[] = [];
  freeRounds: Record<string, unknown>[] = [];
  adjustments: Record<string, unknown>[] = [];
  alerts: Record<string, unknown>[] = [];
  audit: Record<string, unknown>[] = [];
  disabled = new Set<string>();
  listeners = new Set<Listener>();

  constructor() {
    this.add('Alice', ['PLAYER'], 'APPROVED', 100_000n);
    this.add('Bob', ['PLAYER'], 'NONE', 0n);
    this.add('Olga', ['ADMIN'], 'APPROVED', 0n);
    this.add('Frank', ['FINANCE'], 'APPROVED', 0n);
    this.add('Clara', ['COMPLIANCE'], 'APPROVED', 0n);
    this.add('Sam', ['SUPPORT'], 'APPROVED', 0n);
    this.alerts.push({
      id: randomUUID(),
      kind: 'payments.contradiction',
      severity: 'CRITICAL',
      message: 'A webhook contradicts its payment: 10.00 EUR were expected, 11.00 EUR are told.',
      status: 'OPEN',
      createdAt: now(),
      resolvedAt: null,
      note: null,
    });
  }

  add(displayName: string, roles: string[], kyc: string, cents: bigint): StubPerson {
    const id = stableId(displayName);
    const person: StubPerson = {
      id,
      displayName,
      roles,
      cents: 0n,
      locked: 0n,
      version: 0,
      transactions: [],
      bonuses: [],
      limits: [],
      status: 'ACTIVE',
      statusUntil: null,
      locale: 'en',
      timeZone: 'UTC',
      email: `${displayName.toLowerCase()}@croupier.local`,
      createdAt: now(),
      lastSignInAt: now(),
      kyc: {
        status: kyc,
        level: kyc === 'APPROVED' ? 1 : 0,
        fullName: null,
        country: null,
        submittedAt: null,
        reviewedAt: null,
        reason: null,
      },
    };
    this.people.set(id, person);
    if (cents) this.post(person, 'DEPOSIT', cents, `demo:${id}`);
    return person;
  }

  /** Moves money of the real balance, with a transaction and a push. */
  post(person: StubPerson, kind: string, cents: bigint, reference: string, gameCode: string | null = null): void {
    if (person.cents + cents < 0n) refuse('INSUFFICIENT_FUNDS');
    person.cents += cents;
    person.version += 1;
    const amount = euro(cents < 0n ? -cents : cents);
    const entry = { bucket: 'REAL', amount: euro(cents), balanceAfter: euro(person.cents) };
    const transaction = {
      id: randomUUID(),
      kind,
      status: 'POSTED',
      amount,
      entries: [entry],
      reference,
      createdAt: now(),
      gameCode,
      roundId: null,
    };
    person.transactions.unshift(transaction);
    this.tell(person.id, 'balanceChanged', { wallet: walletOf(person), transaction });
  }

  move(payment: StubPayment, status: string, actor: string): void {
    payment.status = status;
    payment.history.push({ status, at: now(), actor });
    this.tell(payment.userId, 'paymentUpdated', payment);
  }

  tell(userId: string, field: string, value: unknown): void {
    for (const listener of this.listeners)
      if (listener.userId === userId && listener.field === field) listener.push({ [field]: value });
  }

  /** A subscription's events; the first one is given where there is a present state to tell. */
  async *listen(userId: string, field: string, first?: unknown): AsyncGenerator<unknown> {
    const waiting: unknown[] = first ? [{ [field]: first }] : [];
    let wake = () => {};
    const listener: Listener = { userId, field, push: (value) => (waiting.push(value), wake()) };
    this.listeners.add(listener);
    try {
      for (;;) {
        while (waiting.length > 0) yield waiting.shift();
        await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      this.listeners.delete(listener);
    }
  }
}

export function walletOf(person: StubPerson) {
  return {
    __typename: 'Wallet',
    id: stableId(`wallet ${person.id}`),
    currency: 'EUR',
    version: person.version,
    owner: person,
    real: euro(person.cents),
    bonus: euro(0n),
    locked: euro(person.locked),
    total: euro(person.cents + person.locked),
    bonuses: person.bonuses,
  };
}

/** Ids that look like the platform's and are the same in every run. */
export function stableId(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** A Relay connection over an array, by offset. */
export function page<T>(rows: T[], args: { first?: number; after?: string | null }) {
  const start = args.after ? Number(Buffer.from(args.after, 'base64url').toString()) + 1 : 0;
  const shown = rows.slice(start, start + (args.first ?? 20));
  const cursor = (index: number) => Buffer.from(String(start + index)).toString('base64url');
  const edges = shown.map((node, index) => ({ node, cursor: cursor(index) }));
  return {
    edges,
    totalCount: rows.length,
    pageInfo: {
      hasNextPage: start + shown.length < rows.length,
      hasPreviousPage: start > 0,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}
