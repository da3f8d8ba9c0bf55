import { randomUUID } from 'node:crypto';
import {
  euro,
  page,
  refuse,
  type StubHouse,
  stableId,
  toCents,
  walletOf,
  type StubPayment,
  type StubPerson,
} from './stub-house.ts';
import type { StubTokens } from './stub-tokens.ts';

export interface StubContext {
  person: StubPerson | null;
  outsideUrl: string;
}

interface Args {
  input: any; // eslint-disable-line @typescript-eslint/no-explicit-any -- the stub trusts the schema
  filter?: Record<string, any> | null; // eslint-disable-line @typescript-eslint/no-explicit-any
  first?: number;
  after?: string | null;
  id: string;
  slug: string;
}

const GAMES = [
  { code: 'dice', title: { en: 'Dice', ru: 'Кости' }, genre: 'INSTANT', rtp: '99.00', volatility: 'LOW' },
  {
    code: 'coinflip',
    title: { en: 'Coin flip', ru: 'Орёл и решка' },
    genre: 'INSTANT',
    rtp: '99.00',
    volatility: 'LOW',
  },
  { code: 'slots', title: { en: 'Slots', ru: 'Слоты' }, genre: 'SLOT', rtp: '96.02', volatility: 'MEDIUM' },
  {
    code: 'midnight-felt',
    title: { en: 'Midnight Felt', ru: 'Полночное сукно' },
    genre: 'TABLE',
    rtp: '97.30',
    volatility: 'HIGH',
  },
];
type StubMoney = { amount: string; currency: string };
const quotes = new Map<string, { id: string; rate: string; expiresAt: string; from: StubMoney; to: StubMoney }>();
const SANDBOX = {
  ...{ id: 'sandbox', kind: 'STUDIO', name: 'sandbox', title: 'Sandbox', enabled: true, dialect: 'croupier' },
  ...{
    promotionsAllowed: true,
    currencies: null,
    mostBets: [],
    mostPayouts: [],
    promotionsPerDay: null,
    policy: [{ name: 'rollbackAmount', value: 'MUST_MATCH', own: true }],
    heldPayouts: [],
  },
};
const HEALTH = {
  ...{
    state: 'UP',
    calls: 3,
    failures: 0,
    lastSuccessAt: null,
    lastFailureAt: null,
    lastFailure: null,
    latencyMs: 12.5,
  },
};
const CHANGES = [{ kind: 'GONE', code: 'slots', title: 'Golden Reels', fields: [] }];
const favourites = new Set<string>();
const challenges = new Map<string, { telegramId: string; firstName: string; email?: string }>();

/** Answers the stub's graph. Codes are 000000 for what works and anything else for what does not. */
export function stubResolvers(house: StubHouse, tokens: StubTokens) {
  const me = (context: StubContext) => context.person ?? refuse('UNAUTHENTICATED');
  const staff = (context: StubContext, ...roles: string[]) => {
    if (!me(context)!.roles.some((role) => roles.includes(role) || role === 'ADMIN')) refuse('FORBIDDEN');
  };
  const game = (row: (typeof GAMES)[number], context: StubContext) => ({
    ...row,
    id: stableId(row.code),
    slug: row.code,
    title: ({ locale }: { locale: 'en' | 'ru' }) => row.title[locale] ?? row.title.en,
    enabled: !house.disabled.has(row.code),
    demo: true,
    tags: [],
    currencies: ['EUR'],
    thumbnailUrl: row.code === 'dice' ? `${context.outsideUrl}/thumbnails/dice.svg` : null,
    favourite: () => favourites.has(`${context.person?.id} ${row.code}`),
    provider: SANDBOX,
  });
  const marked = (keeps: boolean, input: Args['input'], context: StubContext) => {
    const row = GAMES.find((one) => stableId(one.code) === input['gameId']) ?? refuse('NOT_FOUND')!;
    const key = `${me(context)!.id} ${row.code}`;
    if (keeps) favourites.add(key);
    else favourites.delete(key);
    return game(row, context);
  };
  const shown = (person: StubPerson) => ({
    ...person,
    wallets: () => (person.roles.includes('PLAYER') ? [withHistory(person)] : []),
    wallet: ({ currency }: { currency: string }) =>
      currency === 'EUR' && person.roles.includes('PLAYER') ? withHistory(person) : null,
    payments: (args: Args) =>
      page(
        [...house.payments.values()].filter((payment) => payment.userId === person.id),
        args,
      ),
  });
  const withHistory = (person: StubPerson) => ({
    ...walletOf(person),
    transactions: (args: Args) =>
      page(
        person.transactions.filter((row) => !args.filter?.['kind'] || row['kind'] === args.filter['kind']),
        args,
      ),
  });
  const ownWithGame = (rows: Record<string, unknown>[], context: StubContext) =>
    rows
      .filter((row) => row['userId'] === me(context)!.id)
      .map((row) => ({
        ...row,
        game: game(
          GAMES.find(({ code }) => code === row['code'])!,
          context,
        ),
      }));
  const payment = (row: StubPayment) => ({ ...row, user: () => shown(house.people.get(row.userId)!) });
  const step = (id: string, nextStep: string) => ({
    id,
    nextStep,
    expiresAt: new Date(Date.now() + 900_000).toISOString(),
  });
  const code = (given: string) => void (given === '000000' || refuse('CODE_INVALID'));

  return {
    me: (_: Args, context: StubContext) => (context.person ? shown(context.person) : null),
    demoPeople: () => [...house.people.values()].slice(0, 6).map((person) => person.displayName),
    user: ({ id }: Args, context: StubContext) => (
      staff(context, 'SUPPORT', 'FINANCE', 'COMPLIANCE'),
      house.people.has(id) ? shown(house.people.get(id)!) : null
    ),
    users: (args: Args, context: StubContext) => {
      staff(context, 'SUPPORT', 'FINANCE', 'COMPLIANCE');
      const { search, status, kycStatus } = args.filter ?? {};
      const fits = (person: StubPerson) =>
        (!search || person.displayName.toLowerCase().includes(search.toLowerCase())) &&
        (!status || person.status === status) &&
        (!kycStatus || person.kyc.status === kycStatus);
      return page([...house.people.values()].filter(fits).map(shown), args);
    },
    games: (args: Args, context: StubContext) => {
      const { search, genre, provider, favourites: kept } = args.filter ?? {};
      const fits = (row: (typeof GAMES)[number]) =>
        (!kept || favourites.has(`${context.person?.id} ${row.code}`)) &&
        (!search ||
          row.title.en.toLowerCase().includes(search.toLowerCase()) ||
          row.title.ru.toLowerCase().includes(search.toLowerCase())) &&
        (!genre || row.genre === genre) &&
        (!provider || provider === 'sandbox');
      return page(
        GAMES.filter(fits).map((row) => game(row, context)),
        args,
      );
    },
    game: ({ slug }: Args, context: StubContext) =>
      GAMES.filter((row) => row.code === slug).map((row) => game(row, context))[0] ?? null,
    providers: () => [
      { ...SANDBOX, url: 'http://localhost:4100', secretFingerprint: '0badcafe', health: HEALTH, lastSync: null },
    ],
    categories: () => [],
    recentGames: () => [],
    favouriteGames: () => [],
    rounds: (args: Args, context: StubContext) => page(ownWithGame(house.rounds, context), args),
    freeRounds: (args: Args, context: StubContext) => page(ownWithGame(house.freeRounds, context), args),
    adjustments: (args: Args, context: StubContext) => (staff(context, 'FINANCE'), page(house.adjustments, args)),
    paymentMethods: ({ kind }: { kind: string }) => [
      {
        id: kind === 'DEPOSIT' ? 'sandbox-card' : 'sandbox-bank',
        kind,
        title: kind === 'DEPOSIT' ? 'Sandbox card' : 'Sandbox bank',
        currencies: ['EUR', 'USD'],
        min: [euro(100n)],
        max: [euro(1_000_000n)],
      },
    ],
    payment: ({ id }: Args) => (house.payments.has(id) ? payment(house.payments.get(id)!) : null),
    payments: (args: Args, context: StubContext) => {
      const own = !me(context)!.roles.some((role) => role !== 'PLAYER');
      const { userId, status } = args.filter ?? {};
      const wanted = own ? context.person!.id : userId;
      return page(
        [...house.payments.values()]
          .reverse()
          .filter((row) => (!wanted || row.userId === wanted) && (!status || row.status === status))
          .map(payment),
        args,
      );
    },
    reportCatalog: (_: Args, context: StubContext) => (
      staff(context, 'FINANCE', 'COMPLIANCE'),
      {
        measures: [
          ['stakes', 'Stakes', 'MONEY'],
          ['payouts', 'Payouts', 'MONEY'],
          ['ggr', 'GGR', 'MONEY'],
          ['rtp', 'RTP', 'PERCENT'],
          ['rounds', 'Rounds', 'NUMBER'],
        ].map(([name, label, type]) => ({ name, label, type })),
        dimensions: [
          ['day', 'Day'],
          ['currency', 'Currency'],
          ['game', 'Game'],
        ].map(([name, label]) => ({ name, label })),
      }
    ),
    report: ({ input }: Args, context: StubContext) => {
      staff(context, 'FINANCE', 'COMPLIANCE');
      const types: Record<string, string> = {
        stakes: 'MONEY',
        payouts: 'MONEY',
        ggr: 'MONEY',
        rtp: 'PERCENT',
        rounds: 'NUMBER',
      };
      const values: Record<string, string> = {
        stakes: '1204.00',
        payouts: '1156.50',
        ggr: '47.50',
        rtp: '0.9605',
        rounds: '812',
        day: '2026-11-21',
        currency: 'EUR',
        game: 'dice',
      };
      const keys = [...input['dimensions'], ...input['measures']] as string[];
      return {
        columns: keys.map((key) => ({ key, label: key[0]!.toUpperCase() + key.slice(1), type: types[key] ?? 'TEXT' })),
        rows: [keys.map((key) => values[key] ?? '')],
        totals: keys.map((key) => (types[key] ? values[key]! : null)),
        freshAt: new Date().toISOString(),
      };
    },
    reportExport: ({ id }: Args) => ({ id, status: 'DONE', progress: 100, downloadUrl: `/reports/exports/${id}` }),
    alerts: (args: Args, context: StubContext) => (staff(context, 'FINANCE', 'COMPLIANCE'), page(house.alerts, args)),
    auditLog: (args: Args, context: StubContext) => (staff(context, 'COMPLIANCE'), page(house.audit, args)),

    signInWithTelegram: ({ input }: Args) => {
      const id = randomUUID();
      challenges.set(id, { telegramId: input['id'], firstName: input['firstName'] ?? 'Somebody' });
      const known = house.people.has(stableId(`telegram ${input['id']}`));
      return step(id, known ? 'SECOND_FACTOR' : 'EMAIL');
    },
    sendEmailCode: ({ input }: Args) => (
      ((challenges.get(input['challengeId']) ?? refuse('CHALLENGE_EXPIRED'))!.email = input['email']),
      step(input['challengeId'], 'EMAIL_CODE')
    ),
    confirmEmailCode: ({ input }: Args) => (code(input['code']), step(input['challengeId'], 'ENROL_SECOND_FACTOR')),
    enrolSecondFactor: ({ input }: Args) => ({
      challenge: step(input['challengeId'], 'SECOND_FACTOR'),
      method: input['method'],
      secret: input['method'] === 'TOTP' ? 'JBSWY3DPEHPK3PXP' : null,
      otpauthUrl:
        input['method'] === 'TOTP' ? 'otpauth://totp/Croupier:you?secret=JBSWY3DPEHPK3PXP&issuer=Croupier' : null,
    }),
    confirmSecondFactor: ({ input }: Args) => {
      code(input['code']);
      const { telegramId, firstName, email } = challenges.get(input['challengeId']) ?? refuse('CHALLENGE_EXPIRED')!;
      const id = stableId(`telegram ${telegramId}`);
      if (!house.people.has(id))
        house.people.set(id, { ...house.add(firstName, ['PLAYER'], 'NONE', 0n), id, email: email ?? '' });
      return tokens.open(id);
    },
    signInAsDemo: ({ input }: Args) => {
      const person = [...house.people.values()].find((one) => one.displayName === input['name']);
      return tokens.open((person ?? refuse('NOT_FOUND')!).id);
    },
    refreshSession: ({ input }: Args) => tokens.rotate(input['refreshToken']) ?? refuse('TOKEN_REUSED'),
    signOut: () => true,
    submitKyc: ({ input }: Args, context: StubContext) =>
      Object.assign(me(context)!.kyc, {
        status: 'PENDING',
        fullName: input['fullName'],
        country: input['country'],
        submittedAt: new Date().toISOString(),
      }),
    reviewKyc: ({ input }: Args, context: StubContext) => (
      staff(context, 'COMPLIANCE'),
      Object.assign(house.people.get(input['userId'])!.kyc, {
        status: input['decision'] === 'APPROVE' ? 'APPROVED' : 'REJECTED',
        reason: input['reason'],
        reviewedAt: new Date().toISOString(),
      })
    ),
    setLimit: ({ input }: Args, context: StubContext) => {
      const limit = {
        id: randomUUID(),
        kind: input['kind'],
        period: input['period'],
        amount: input['amount'],
        minutes: input['minutes'],
        pending: null,
      };
      me(context)!.limits.push(limit);
      return limit;
    },
    confirmLimit: ({ input }: Args, context: StubContext) =>
      me(context)!.limits.find((limit) => limit['id'] === input['id']) ?? refuse('NOT_FOUND'),
    startCoolingOff: ({ input }: Args, context: StubContext) =>
      shown(Object.assign(me(context)!, { status: 'COOLING_OFF', statusUntil: input['until'] })),
    selfExclude: (_: Args, context: StubContext) =>
      shown(Object.assign(me(context)!, { status: 'SELF_EXCLUDED', statusUntil: '2027-05-21T00:00:00.000Z' })),
    blockUser: ({ input }: Args) => shown(Object.assign(house.people.get(input['userId'])!, { status: 'BLOCKED' })),
    unblockUser: ({ input }: Args) => shown(Object.assign(house.people.get(input['userId'])!, { status: 'ACTIVE' })),
    adjustBalance: ({ input }: Args, context: StubContext) => {
      const adjustment = {
        ...input,
        id: randomUUID(),
        status: 'PROPOSED',
        proposedBy: shown(me(context)!),
        approvedBy: null,
        transaction: null,
        createdAt: new Date().toISOString(),
      };
      house.adjustments.unshift(adjustment);
      return adjustment;
    },
    approveAdjustment: ({ input }: Args, context: StubContext) =>
      Object.assign(
        house.adjustments.find((row) => row['id'] === input['id'])!,
        { status: 'APPROVED', approvedBy: shown(me(context)!) },
      ),
    launchGame: ({ input }: Args, context: StubContext) => {
      const row = GAMES.find((one) => stableId(one.code) === input['gameId']) ?? refuse('NOT_FOUND')!;
      if (me(context)!.status !== 'ACTIVE') refuse('SELF_EXCLUDED');
      return {
        id: randomUUID(),
        url: `${context.outsideUrl}/game/${row.code}?token=${context.person!.id}`,
        expiresAt: new Date(Date.now() + 7_200_000).toISOString(),
      };
    },
    setGameEnabled: ({ input }: Args, context: StubContext) => {
      staff(context);
      const row = GAMES.find((one) => stableId(one.code) === input['gameId'])!;
      if (input['enabled']) house.disabled.delete(row.code);
      else house.disabled.add(row.code);
      return game(row, context);
    },
    favouriteGame: ({ input }: Args, context: StubContext) => marked(true, input, context),
    unfavouriteGame: ({ input }: Args, context: StubContext) => marked(false, input, context),
    configureProvider: ({ input }: Args, context: StubContext) => (staff(context), { ...SANDBOX, ...input }),
    syncProvider: ({ input }: Args, context: StubContext) => (
      staff(context),
      {
        at: new Date().toISOString(),
        applied: input['apply'],
        added: 0,
        changed: 0,
        gone: 1,
        unchanged: 2,
        changes: CHANGES,
      }
    ),
    releaseProviderCap: (_: Args, context: StubContext) => (staff(context), SANDBOX),
    deposit: ({ input }: Args, context: StubContext) => {
      if (me(context)!.status !== 'ACTIVE') refuse('SELF_EXCLUDED');
      const id = randomUUID();
      const row = newPayment(id, 'DEPOSIT', input, context, `${context.outsideUrl}/psp/checkout/${id}`);
      house.payments.set(id, row);
      return payment(row);
    },
    withdraw: ({ input }: Args, context: StubContext) => {
      const person = me(context)!;
      if (person.kyc.status !== 'APPROVED') refuse('KYC_REQUIRED');
      const row = newPayment(randomUUID(), 'WITHDRAWAL', input, context, null);
      house.post(person, 'HOLD', -toCents(input['amount'].amount), `hold:${row.id}`);
      house.payments.set(row.id, row);
      house.move(row, 'REVIEW', 'house');
      return payment(row);
    },
    quoteExchange: ({ input }: Args, context: StubContext) => {
      me(context);
      const id = randomUUID();
      const to = { amount: (Number(input['from'].amount) * 1.1).toFixed(2), currency: input['to'] };
      const quote = {
        id,
        rate: '1.1',
        expiresAt: new Date(Date.now() + 30_000).toISOString(),
        from: input['from'],
        to,
      };
      quotes.set(id, quote);
      return quote;
    },
    exchange: ({ input }: Args, context: StubContext) => {
      const quote = quotes.get(input['quoteId'])!;
      house.post(me(context)!, 'EXCHANGE', -toCents(quote.from.amount), `exchange:${quote.id}`);
      return quote;
    },
    cancelWithdrawal: ({ input }: Args) => finish(input['id'], 'CANCELLED'),
    approveWithdrawal: ({ input }: Args, context: StubContext) => (
      staff(context, 'FINANCE'),
      finish(input['id'], 'SUCCEEDED')
    ),
    rejectWithdrawal: ({ input }: Args, context: StubContext) => (
      staff(context, 'FINANCE'),
      finish(input['id'], 'CANCELLED')
    ),
    exportReport: () => ({ id: randomUUID(), status: 'PENDING', progress: 0, downloadUrl: null }),
    resolveAlert: ({ input }: Args) =>
      Object.assign(
        house.alerts.find((row) => row['id'] === input['id'])!,
        { status: 'RESOLVED', note: input['note'], resolvedAt: new Date().toISOString() },
      ),

    balanceChanged: (_: Args, context: StubContext) =>
      house.listen(me(context)!.id, 'balanceChanged', { wallet: walletOf(context.person!), transaction: null }),
    paymentUpdated: (_: Args, context: StubContext) => house.listen(me(context)!.id, 'paymentUpdated'),
  };

  function finish(id: string, status: string) {
    const row = house.payments.get(id)!;
    const person = house.people.get(row.userId)!;
    if (status === 'CANCELLED') house.post(person, 'RELEASE', toCents(row.amount.amount), `release:${id}`);
    house.move(row, status, 'staff');
    return payment(row);
  }
}

function newPayment(
  id: string,
  kind: string,
  input: Args['input'],
  context: StubContext,
  redirectUrl: string | null,
): StubPayment {
  const createdAt = new Date().toISOString();
  return {
    id,
    kind,
    status: 'PENDING',
    amount: input['amount'],
    method: input['methodId'],
    redirectUrl,
    failureCode: null,
    history: [{ status: 'PENDING', at: createdAt, actor: 'player' }],
    userId: context.person!.id,
    createdAt,
    returnUrl: input['returnUrl'] ?? '/',
  };
}
