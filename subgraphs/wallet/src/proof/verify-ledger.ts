import pg from 'pg';
import { anchoredHeads, type AnchoredHead, type AnchorSource, checkAnchors } from './anchors.ts';
import type { Report } from './finding.ts';
import { verifyBooks } from './verify-books.ts';
import { type LaneTally, verifyLane } from './verify-lane.ts';

export interface VerifyOptions {
  /** the app role's or the owner's; nothing is written */
  databaseUrl: string;
  anchors: AnchorSource | null;
  /** this lane alone */
  lane?: number | null;
  /** begin at each lane's last anchor at or before this moment (ISO, UTC): what is older is not looked at, nor are the wallets */
  fromAnchor?: string | null;
  report: Report;
  /** told every 50 000 entries */
  onProgress?: (entries: number, lane: number) => void;
}

export interface Verified {
  lanes: number[];
  entries: number;
  claims: number;
  batches: number;
  findings: number;
  unchained: LaneTally['unchained'];
  unanchored: LaneTally['unanchored'];
  anchors: { anchors: number; torn: number; lastAt: string | null } | null;
  entriesPerSecond: number;
}

const PROGRESS_EVERY = 50_000;

/**
 * Proves the ledger: recomputes every batch of every lane from the stored rows, compares it with the chain and with the anchors, and checks
 * wallets, claims and postings against one another. One snapshot, so a running ledger may go on; memory does not grow with the ledger.
 * Everything that is wrong goes to `report`.
 */
export async function verifyLedger(options: VerifyOptions): Promise<Verified> {
  const result: Verified = {
    ...{ lanes: [], entries: 0, claims: 0, batches: 0, findings: 0, anchors: null, entriesPerSecond: 0 },
    unchained: { entries: 0, claims: 0 },
    unanchored: { entries: 0, batches: 0 },
  };
  const report: Report = (finding) => {
    result.findings++;
    options.report(finding);
  };
  const source = options.anchors;
  // Before the snapshot: an anchor that is written meanwhile knows more than the snapshot has.
  const found = source && (await checkAnchors(source, report));
  if (found) result.anchors = { anchors: found.anchors, torn: found.torn, lastAt: found.lastAt };
  const client = new pg.Client({ connectionString: options.databaseUrl, application_name: 'ledger-verify' });
  await client.connect();
  try {
    for (const sql of SNAPSHOT) await client.query(sql);
    const lanes = await lanesOf(client);
    result.lanes = options.lane == null ? lanes : [options.lane];
    const startedAt = performance.now();
    for (const lane of result.lanes) {
      const heads = source && found ? anchoredHeads(source, found.lines, lane) : null;
      const after =
        source && found && options.fromAnchor != null
          ? await lastHead(anchoredHeads(source, found.lines, lane), options.fromAnchor)
          : null;
      const onEntry = () => {
        if (++result.entries % PROGRESS_EVERY === 0) options.onProgress?.(result.entries, lane);
      };
      add(result, await verifyLane(client, { lane, heads, after, report, onEntry }));
    }
    result.entriesPerSecond = Math.round(result.entries / Math.max((performance.now() - startedAt) / 1000, 0.001));
    if (options.fromAnchor == null) await verifyBooks(client, options.lane ?? null, report);
    await client.query('rollback');
  } finally {
    await client.end();
  }
  return result;
}

const SNAPSHOT = [
  `set timezone = 'UTC'`,
  `set datestyle = 'ISO, YMD'`,
  `begin isolation level repeatable read read only`,
  `set local cursor_tuple_fraction = 1`,
];

/** Every lane that any row names. */
async function lanesOf(client: pg.Client): Promise<number[]> {
  const { rows } = await client.query<{ lane: number }>(
    `select lane from lane union select distinct lane from lane_batch union select distinct lane from transaction
     union select distinct lane from claim order by 1`,
  );
  return rows.map(({ lane }) => lane);
}

async function lastHead(
  heads: AsyncGenerator<AnchoredHead & { at: string }>,
  moment: string,
): Promise<AnchoredHead | null> {
  let last: AnchoredHead | null = null;
  for await (const head of heads) {
    if (head.at > moment) break;
    last = head;
  }
  return last;
}

function add(result: Verified, tally: LaneTally): void {
  result.claims += tally.claims;
  result.batches += tally.batches;
  result.unchained.entries += tally.unchained.entries;
  result.unchained.claims += tally.unchained.claims;
  result.unanchored.entries += tally.unanchored.entries;
  result.unanchored.batches += tally.unanchored.batches;
}
