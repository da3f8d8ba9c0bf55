/** Reports as it runs, on real PostgreSQL, NATS and ClickHouse; the wallet is a small program that publishes a log and answers for it. */
import { askLaneHeads, askReadLog, type EventContract, type LedgerEntry, ledgerSubject } from '@croupier/contracts';
import {
  connectNats,
  createLog,
  defineAnswer,
  ensureStream,
  IDENTITY_HEADER,
  type Identity,
  identitySigner,
  serveAnswers,
  startSubgraph,
} from '@croupier/kit';
import { eventually, freshClickhouse, freshDatabase, freshNats } from '@croupier/testkit';
import { exportJWK, generateKeyPair } from 'jose';
import { JSONCodec, headers } from 'nats';
import { randomUUID } from 'node:crypto';
import { reportsConfig } from '../config.ts';
import { reportsSubgraph } from '../reports-subgraph.ts';

export interface GraphAnswer {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into answers
  data: any;
  errors?: { message: string; extensions: { code: string; fields?: Record<string, string> } }[];
}

export async function runningReports(options: { clickhouseUrl?: string } = {}) {
  const [database, broker, clickhouse] = await Promise.all([
    freshDatabase('reports'),
    freshNats(),
    options.clickhouseUrl ? null : freshClickhouse(),
  ]);
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const sign = await identitySigner((await exportJWK(privateKey)) as JsonWebKey);
  const config = reportsConfig.parse({
    PORT: '0',
    DATABASE_URL: database.appUrl,
    NATS_URL: broker.natsUrl('reports'),
    GATEWAY_VERIFY_KEY: JSON.stringify(await exportJWK(publicKey)),
    CLICKHOUSE_URL: options.clickhouseUrl ?? clickhouse!.url,
    LOG_LEVEL: 'error',
  });
  const log = createLog('test', 'error');
  const rooms = Object.fromEntries(
    await Promise.all(
      (['users', 'wallet', 'games', 'payments'] as const).map(
        async (name) => [name, await connectNats(broker.natsUrl(name), log)] as const,
      ),
    ),
  );
  const nats = (name: string) => rooms[name]!;
  await Promise.all(Object.keys(rooms).map((name) => ensureStream(nats(name), name)));
  const wallet = aWallet(nats('wallet'));
  let subgraph = await startSubgraph(reportsSubgraph(config));
  const graph = async (identity: Identity, query: string, variables: object = {}): Promise<GraphAnswer> => {
    const response = await fetch(`${subgraph.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [IDENTITY_HEADER]: await sign(identity) },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as GraphAnswer;
  };
  const report = (input: object, identity: Identity = frank) =>
    graph(identity, REPORT, { input: { from: '2026-01-01T00:00:00Z', to: '2027-01-01T00:00:00Z', ...input } });
  return {
    ...{ database, broker, clickhouse, config, sign, graph, report, wallet },
    get subgraph() {
      return subgraph;
    },
    /** Says it as the room does, into the room's stream. */
    tell: async <T>(event: EventContract<T>, payload: T, messageId: string = randomUUID()) => {
      const head = headers();
      head.set('Nats-Msg-Id', messageId);
      const room = event.subject.split('.')[0]!;
      await nats(room).jetstream().publish(event.subject, JSONCodec().encode(payload), { headers: head });
    },
    /** Waits until everything that the wallet has posted is counted. */
    counted: () =>
      eventually(
        async () => {
          const { data, errors } = await report({ measures: ['bets'], dimensions: [] });
          if (errors) throw new Error(errors[0]!.message);
          const late = Date.now() - Date.parse(data.report.freshAt);
          if (late > 1_000 + 900 || (await pending(subgraph)) > 0) throw new Error('not fresh yet');
        },
        { timeoutMs: 15_000 },
      ),
    restart: async (environment: { CLICKHOUSE_URL?: string } = {}) => {
      await subgraph.stop();
      subgraph = await startSubgraph(reportsSubgraph({ ...config, ...environment }));
    },
    async stop() {
      await subgraph.stop();
      await Promise.all(Object.values(rooms).map((room) => room.close()));
      await broker.stop();
      await clickhouse?.stop();
      await database.drop();
    },
  };
}
export type RunningReports = Awaited<ReturnType<typeof runningReports>>;

async function pending(subgraph: {
  orm: { em: { fork(): { getConnection(): { execute(sql: string): Promise<unknown> } } } };
}): Promise<number> {
  const rows = (await subgraph.orm.em
    .fork()
    .getConnection()
    .execute('select count(*)::int as n from dimension_row where unsent')) as { n: number }[];
  return rows[0]!.n;
}

/** The wallet as reports sees it: a log per lane that is pushed and may be read. */
function aWallet(nats: Awaited<ReturnType<typeof connectNats>>) {
  const lanes: LedgerEntry[][] = [[], []];
  const answers = [
    defineAnswer(askReadLog, async (_ctx: unknown, { lane, after, limit }) => ({
      entries: lanes[lane]!.filter((each) => each.sequence > after).slice(0, limit),
    })),
    defineAnswer(askLaneHeads, async () => ({
      heads: lanes.map((entries, lane) => ({ lane, sequence: entries.length + (lane === 0 ? wallet.unseen : 0) })),
    })),
  ];
  serveAnswers(nats, 'wallet', answers as never, () => null, createLog('wallet', 'error'));
  const push = (lane: number, entries: LedgerEntry[]) =>
    nats.publish(
      ledgerSubject(lane),
      JSONCodec().encode({ lane, first: entries[0]!.sequence, last: entries.at(-1)!.sequence, entries }),
    );
  const wallet = {
    lanes,
    push,
    /** entries of lane 0 that are committed and that nobody has been given yet */
    unseen: 0,
    /** Posts entries to a lane and pushes them, as the relay does; `silently` leaves the pushing to the reader's own look. */
    post: (wishes: Partial<LedgerEntry>[], { lane = 0, silently = false } = {}) => {
      const entries = wishes.map((wish, index) => anEntry({ sequence: lanes[lane]!.length + index + 1, ...wish }));
      lanes[lane]!.push(...entries);
      if (!silently) push(lane, entries);
      return entries;
    },
  };
  return wallet;
}

/** An entry of the log. Buckets follow from the kind where they are left out: everything moves real money. */
export function anEntry(wish: Partial<LedgerEntry>): LedgerEntry {
  const { kind = 'BET', amount = '1.00', currency = 'EUR' } = wish;
  const sign = ['BET', 'CAPTURE', 'FORFEITURE'].includes(kind) ? '-' : '';
  return {
    ...{
      sequence: 1,
      at: '2026-03-10T12:00:00Z',
      kind,
      userId: 'u-1',
      walletId: 'w-1',
      currency,
      transactionId: randomUUID(),
      version: 1,
    },
    ...{
      scope: 'studio:sandbox',
      reference: randomUUID(),
      amount,
      real: '0',
      bonus: '0',
      locked: '0',
      roundId: 'r-1',
      gameId: 'dice',
    },
    ...{
      betReference: null,
      relatedTransactionId: null,
      free: false,
      promotion: false,
      outcome: null,
      purpose: null,
      selection: null,
      odds: null,
    },
    buckets: /^0(\.0+)?$/.test(amount) ? [] : [{ bucket: 'REAL', amount: `${sign}${amount}`, balanceAfter: '0' }],
    amountEur: currency === 'EUR' ? amount : '0.00',
    ...wish,
  } as LedgerEntry;
}

/** A bet, by its reference. */
export const aBet = (reference: string, wish: Partial<LedgerEntry> = {}): Partial<LedgerEntry> => ({
  kind: 'BET',
  reference,
  betReference: reference,
  roundId: `round-${reference}`,
  ...wish,
});
export const aWin = (bet: string, wish: Partial<LedgerEntry> = {}): Partial<LedgerEntry> => ({
  kind: 'WIN',
  betReference: bet,
  roundId: `round-${bet}`,
  ...wish,
});
export const aRollback = (bet: string, wish: Partial<LedgerEntry> = {}): Partial<LedgerEntry> => ({
  kind: 'ROLLBACK',
  betReference: bet,
  roundId: `round-${bet}`,
  ...wish,
});

export const REPORT =
  'query($input: ReportInput!) { report(input: $input) { columns { key label type } rows totals freshAt } }';
const person = (userId: string, ...roles: ('PLAYER' | 'SUPPORT' | 'FINANCE' | 'COMPLIANCE' | 'ADMIN')[]): Identity => ({
  kind: 'user',
  userId,
  roles,
  sessionId: 's',
});
export const frank = person('00000000-0000-4000-8000-00000000000f', 'FINANCE');
export const clara = person('00000000-0000-4000-8000-00000000000c', 'COMPLIANCE');
export const olga = person('00000000-0000-4000-8000-00000000000a', 'ADMIN');
export const sam = person('00000000-0000-4000-8000-000000000005', 'SUPPORT');
export const alice = person('00000000-0000-4000-8000-000000000001', 'PLAYER');
