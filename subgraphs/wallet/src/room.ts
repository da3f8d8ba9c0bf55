/** What only this room has: the ledger of this process, the relays of its log, and the jobs that keep it. */
import type { LedgerEntry } from '@croupier/contracts';
import { connectLive, type Context, repeat, type Running } from '@croupier/kit';
import type { AdjustmentCeilings } from './adjustments/adjustment-ceilings.ts';
import { expireBonuses } from './bonuses/expire-bonuses.ts';
import type { WalletConfig } from './config.ts';
import { forgetQuotes } from './exchange/forget-quotes.ts';
import { expireHolds } from './holds/expire-holds.ts';
import { strikeAt } from './ledger/fault.ts';
import { createLedger, type Ledger } from './ledger/ledger.ts';
import { LedgerTraces } from './ledger/ledger-traces.ts';
import { type AnchorWriter, startAnchors } from './proof/write-anchors.ts';
import { LaneRelay } from './relay/lane-relay.ts';

export interface WalletRoom {
  ledger: Ledger;
  adjustmentCeilings: AdjustmentCeilings;
  /** times a bonus */
  mostWagering: number;
  /** what the house keeps of an exchange */
  exchangeMarginBasisPoints: number;
}
export type WalletContext = Context<WalletRoom>;

/** What a screen is pushed: a player's new entries, in the order of one lane. */
export interface BalancePush {
  entries: LedgerEntry[];
}
export const balanceTopic = (userId: string): string => `balance.${userId}`;

const EXPIRE_EVERY_MS = 30_000;
const FORGET_EVERY_MS = 3_600_000;
const PARTITIONS_EVERY_MS = 6 * 3_600_000;

export async function openRoom(
  config: WalletConfig,
  running: Running<WalletRoom>,
): Promise<{ room: WalletRoom; stop: () => Promise<void> }> {
  const { nats, log, tracing } = running;
  const databaseUrl = config.DATABASE_URL;
  const relays: LaneRelay[] = [];
  const traces = tracing && new LedgerTraces(tracing);
  const ledger = await createLedger({
    databaseUrl,
    traces,
    lanes: config.WALLET_LANES,
    log,
    spending: config.BONUS_SPENDING_ORDER,
    afterCommit: (lane, transactions) => relays[lane]?.take(transactions),
    ...(config.CROUPIER_FAULT ? { fault: strikeAt(config.CROUPIER_FAULT) } : {}),
  });
  await ledger.makePartitions();
  const live = connectLive(nats, 'wallet', tracing);
  const onEntries = (entries: LedgerEntry[]) => {
    for (const [userId, own] of byPlayer(entries))
      live.push(balanceTopic(userId), { entries: own } satisfies BalancePush);
  };
  for (let lane = 0; lane < ledger.lanes; lane++)
    relays.push(new LaneRelay({ lane, databaseUrl, nats, log, traces, onEntries }));
  const anchors = anchorsOf(config, running);
  const jobs = [
    repeat('bonuses', EXPIRE_EVERY_MS, log, () => expireBonuses(running.makeContext())),
    repeat('holds', EXPIRE_EVERY_MS, log, () => expireHolds(running.makeContext())),
    repeat('quotes', FORGET_EVERY_MS, log, () => forgetQuotes(running.makeContext())),
    repeat('partitions', PARTITIONS_EVERY_MS, log, () => ledger.makePartitions()),
  ];
  return {
    room: {
      ...{ ledger, adjustmentCeilings: config.ADJUSTMENT_CEILINGS, mostWagering: config.BONUS_MOST_WAGERING },
      exchangeMarginBasisPoints: config.EXCHANGE_MARGIN_BASIS_POINTS,
    },
    async stop() {
      await Promise.all(jobs.map((job) => job.stop()));
      await ledger.stop();
      await anchors?.stop();
      await Promise.all(relays.map((relay) => relay.stop()));
    },
  };
}

/** Anchors of the ledger, where the operator wants them. */
function anchorsOf(config: WalletConfig, { log }: Running<WalletRoom>): AnchorWriter | null {
  const { CROUPIER_ANCHOR_DIR: dir, CROUPIER_ANCHOR_KEY: key, DATABASE_URL: databaseUrl } = config;
  return dir === undefined || key === undefined ? null : startAnchors({ dir, key, databaseUrl, log });
}

function byPlayer(entries: LedgerEntry[]): Map<string, LedgerEntry[]> {
  const players = new Map<string, LedgerEntry[]>();
  for (const entry of entries) {
    if (entry.version === null) continue;
    const own = players.get(entry.userId);
    if (own) own.push(entry);
    else players.set(entry.userId, [entry]);
  }
  return players;
}
