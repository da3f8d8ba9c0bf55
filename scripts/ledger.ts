/**
 * What an auditor does with the ledger.
 *
 *   npm run ledger -- verify [--lane N] [--from-anchor MOMENT]
 *
 * Recomputes every batch from the stored rows and checks it against the chain, the anchors, the wallets and the claims. Ends with 0 where
 * nothing is wrong, 1 where something is (each named, on standard output), 2 where it could not be asked so. `--from-anchor` begins at
 * the last anchor at or before a moment (ISO) and leaves the wallets out.
 *
 * Takes the address from the house that was started here, or from WALLET_DATABASE_URL; anchors from CROUPIER_ANCHOR_DIR and
 * CROUPIER_ANCHOR_KEY (its public half is enough), which the house that was started here has too.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readHouse } from '@croupier/infra';
import { verifyLedger, type Verified, type VerifyOptions } from '../subgraphs/wallet/src/index.ts';

const MOST_PRINTED = 1_000;

function refuse(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

function wanted() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { lane: { type: 'string' }, 'from-anchor': { type: 'string' } },
    });
  } catch (error) {
    return refuse((error as Error).message);
  }
}

function environment(): Record<string, string | undefined> {
  if (process.env.WALLET_DATABASE_URL) return { ...process.env, DATABASE_URL: process.env.WALLET_DATABASE_URL };
  try {
    return readHouse(resolve(process.env.CROUPIER_STATE_DIR ?? '.croupier')).environmentOf('wallet');
  } catch (error) {
    return refuse((error as Error).message);
  }
}

function optionsOf({ lane, 'from-anchor': fromAnchor }: { lane?: string; 'from-anchor'?: string }): VerifyOptions {
  const { DATABASE_URL, CROUPIER_ANCHOR_DIR: dir, CROUPIER_ANCHOR_KEY: key } = environment();
  if (lane !== undefined && !/^\d{1,4}$/.test(lane)) refuse('--lane is a number');
  if (fromAnchor !== undefined && Number.isNaN(Date.parse(fromAnchor)))
    refuse('--from-anchor is a moment: 2026-01-31T00:00:00Z');
  if (fromAnchor !== undefined && !(dir && key))
    refuse('--from-anchor wants CROUPIER_ANCHOR_DIR and CROUPIER_ANCHOR_KEY');
  let printed = 0;
  return {
    databaseUrl: DATABASE_URL!,
    anchors: dir && key ? { dir, key: JSON.parse(key) as JsonWebKey } : null,
    lane: lane === undefined ? null : Number(lane),
    fromAnchor: fromAnchor === undefined ? null : new Date(fromAnchor).toISOString(),
    report: ({ kind, message }) => {
      if (++printed <= MOST_PRINTED) console.log(`${kind}  ${message}`);
      else if (printed === MOST_PRINTED + 1) console.log('… more is counted and not printed');
    },
    onProgress: (entries, at) => process.stderr.write(`${entries} entries, lane ${at}\n`),
  };
}

function tell(result: Verified): void {
  const { entries, claims, batches, lanes, unchained, unanchored, anchors } = result;
  console.log(
    `${entries} entries, ${claims} claims, ${batches} batches in ${lanes.length} lanes; ${result.entriesPerSecond} entries/s`,
  );
  if (unchained.entries + unchained.claims > 0)
    console.log(`unchained, of before there were batches: ${unchained.entries} entries, ${unchained.claims} claims`);
  console.log(
    anchors
      ? `anchors: ${anchors.anchors}, the last of ${anchors.lastAt ?? 'never'}${anchors.torn > 0 ? `; ${anchors.torn} half lines` : ''}`
      : 'anchors: none are kept, so a tail that was taken away would not be seen',
  );
  console.log(`unanchored: ${unanchored.entries} entries in ${unanchored.batches} batches`);
  console.log(result.findings === 0 ? 'nothing is wrong' : `WRONG: ${result.findings} findings`);
}

const { values, positionals } = wanted();
if (positionals.length !== 1 || positionals[0] !== 'verify')
  refuse('npm run ledger -- verify [--lane N] [--from-anchor MOMENT]');
const result = await verifyLedger(optionsOf(values));
tell(result);
process.exit(result.findings === 0 ? 0 : 1);
