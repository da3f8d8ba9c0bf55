/** The ledger of this process: lanes that write, and what may be asked of them. */
import type { CommandResult, LedgerEntry, WalletState } from '@croupier/contracts';
import { type PlayerStatusName } from '@croupier/contracts';
import pg from 'pg';
import { pino, type Logger } from 'pino';
import { timeOrderedId } from './ids.ts';
import { statusAt } from './judge/gate.ts';
import { walletState } from './judge/judge.ts';
import type { SpendingOrder } from './judge/post.ts';
import { type FaultPoint, Lane, type LaneOptions } from './lane.ts';
import type { LedgerTraces } from './ledger-traces.ts';
import { storedEntry, type LogRow, READ_LOG } from './log.ts';
import { checkCommand, isUserId, type LedgerCommand } from './operation.ts';
import { dailyRates } from './daily-rates.ts';
import { postgresStore } from './postgres-store.ts';
import type { Rates } from './rates.ts';
import { realClock } from './store.ts';

export interface LedgerOptions {
  databaseUrl: string;
  /** makes lanes up to this number where there are fewer; all processes use the lanes that the database has */
  lanes?: number;
  log?: Logger;
  now?: () => number;
  rates?: Rates;
  /** what a game's stake takes first; none: REAL_FIRST. The same in every process */
  spending?: SpendingOrder;
  afterCommit?: LaneOptions['afterCommit'];
  /** null: nothing is traced */
  traces?: LedgerTraces | null;
  /** see LaneOptions: tests stop a process at named points */
  fault?: (point: FaultPoint) => void | Promise<void>;
}

export interface Ledger {
  readonly lanes: number;
  readonly rates: Rates;
  /** Judges and commits. Throws BadUserInput for what cannot be judged; refusals and TRY_AGAIN are answers. */
  execute(command: LedgerCommand): Promise<CommandResult>;
  /** The present wallet, for people without a command. */
  wallet(
    userId: string,
    currency: string,
  ): Promise<{ wallet: WalletState | null; playerKnown: boolean; status: PlayerStatusName | null }>;
  readLog(lane: number, after: number, limit: number): Promise<LedgerEntry[]>;
  heads(): Promise<{ lane: number; sequence: number }[]>;
  /** Makes the coming months' partitions; harmless to repeat. */
  makePartitions(): Promise<void>;
  stop(): Promise<void>;
}

/** The lane of a player: FNV-1a over the id, the same in every process. */
export function laneOf(userId: string, lanes: number): number {
  let hash = 0x81_1c_9d_c5;
  for (let index = 0; index < userId.length; index++) hash = Math.imul(hash ^ userId.charCodeAt(index), 0x01_00_01_93);
  return (hash >>> 0) % lanes;
}

/** Opens the ledger on a migrated database. `databaseUrl` is the app role's. */
export async function createLedger(options: LedgerOptions): Promise<Ledger> {
  const log = options.log ?? pino({ level: 'warn' });
  const clock = { ...realClock, ...(options.now ? { now: options.now } : {}) };
  const rates = options.rates ?? dailyRates();
  const pool = new pg.Pool({ connectionString: options.databaseUrl, max: 4, application_name: 'ledger-reads' });
  pool.on('error', () => undefined); // idle clients hear of a restart; the next query gets a new one
  const lanes = await openLanes(pool, options.lanes);
  const { databaseUrl, traces = null } = options;
  const store = traces
    ? traces.around(postgresStore(databaseUrl, clock, traces.ride))
    : postgresStore(databaseUrl, clock);
  const writers = Array.from(
    { length: lanes },
    (_, lane) =>
      new Lane({
        lane,
        store,
        log,
        rates,
        spending: options.spending,
        clock,
        newId: timeOrderedId,
        afterCommit: options.afterCommit ?? (() => undefined),
        ...(options.fault ? { fault: options.fault } : {}),
      }),
  );
  return {
    lanes,
    rates,
    async execute(command) {
      checkCommand(command);
      traces?.note(command);
      return writers[laneOf(command.userId, lanes)]!.submit(command);
    },
    wallet: (userId, currency) => presentWallet(pool, userId, currency, clock.now()),
    async readLog(lane, after, limit) {
      const { rows } = await pool.query<LogRow>(READ_LOG, [lane, after, limit]);
      return rows.map(storedEntry);
    },
    async heads() {
      const { rows } = await pool.query<{ lane: number; sequence: string }>(
        'select lane, sequence from lane order by lane',
      );
      return rows.map(({ lane, sequence }) => ({ lane, sequence: Number(sequence) }));
    },
    async makePartitions() {
      await pool.query('select make_ledger_partitions(3)');
    },
    async stop() {
      await Promise.all(writers.map((writer) => writer.stop()));
      await pool.end();
    },
  };
}

/** How many lanes the database has, made up to `wanted`. Change them only while no wallet process runs. */
async function openLanes(pool: pg.Pool, wanted = 0): Promise<number> {
  if (wanted > 0)
    await pool.query('insert into lane (lane) select generate_series(0, $1::int - 1) on conflict do nothing', [wanted]);
  const { rows } = await pool.query<{ count: number }>('select count(*)::int as count from lane');
  return rows[0]!.count;
}

async function presentWallet(pool: pg.Pool, userId: string, currency: string, now: number) {
  if (!isUserId(userId)) return { wallet: null, playerKnown: false, status: null };
  const { rows } = await pool.query(
    `select g.status, g.until, w.* from (select $1::uuid as user_id) u
     left join player_gate g on g.user_id = u.user_id left join wallet w on w.user_id = u.user_id and w.currency = $2`,
    [userId, currency],
  );
  const row = rows[0];
  const status: PlayerStatusName | null =
    row.status && statusAt({ status: row.status, until: row.until?.getTime() ?? null } as never, now);
  if (!row.id) return { wallet: null, playerKnown: status !== null, status };
  const [real, bonus, locked] = [BigInt(row.real_minor), BigInt(row.bonus_minor), BigInt(row.locked_minor)];
  const wallet = walletState({
    userId,
    id: row.id,
    currency,
    real,
    bonus,
    locked,
    version: Number(row.version),
    createdAt: 0,
  });
  return { wallet, playerKnown: status !== null, status };
}
