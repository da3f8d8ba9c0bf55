/** A batch as it is stored, and what its rows come to. */
import { CLAIM_COLUMNS, hashOfBatch, inClaimOrder, storedLine, TRANSACTION_COLUMNS } from '../ledger/chain.ts';
import { momentOf, placeOf } from '../ledger/ids.ts';
import type { ClaimRow } from '../ledger/rows.ts';
import { momentText, type TextRow } from './stored-rows.ts';

const AT = Object.fromEntries(TRANSACTION_COLUMNS.map((name, index) => [name, index])) as Record<string, number>;
export const ID = AT['transaction_id']!;
export const CREATED = AT['created_at']!;
export const SEQUENCE = AT['sequence']!;
/** The place of each column of a claim. */
export const CLAIM = Object.fromEntries(CLAIM_COLUMNS.map((name, index) => [name, index])) as Record<string, number>;

export interface Batch {
  number: number;
  first: number;
  last: number;
  claims: number;
  committedAt: string;
  hash: string;
}

/** A row of lane_batch. */
export function batchOf(row: TextRow): Batch {
  const [number, first, last, claims, committedAt, hash] = row as string[];
  return {
    ...{ number: Number(number), first: Number(first), last: Number(last), claims: Number(claims) },
    ...{ committedAt: momentText(committedAt!), hash: hash! },
  };
}

/** An id carries its entry's moment, lane and sequence, and all entries of a batch have the batch's moment. */
export function entryProblems(row: TextRow, batch: Batch, lane: number): string[] {
  const [transactionId, createdAt] = [row[ID]!, row[CREATED]!];
  const place = placeOf(transactionId);
  const fits =
    place?.lane === lane &&
    place.sequence === Number(row[SEQUENCE]) &&
    momentOf(transactionId) === Date.parse(createdAt);
  return [
    ...(fits ? [] : ['its id tells another moment, lane or sequence']),
    ...(createdAt === batch.committedAt ? [] : [`its moment is not its batch's (${batch.committedAt})`]),
  ];
}

/** The hash of these rows after each of the hashes that may stand before them. */
export function hashesOf(
  previous: string[],
  lane: number,
  batch: Batch,
  entries: TextRow[],
  claims: TextRow[],
): string[] {
  const keyOf = (row: TextRow) => ({ reference: row[CLAIM['reference']!], scope: row[CLAIM['scope']!] }) as ClaimRow;
  const inOrder = claims.toSorted((a, b) => inClaimOrder(keyOf(a), keyOf(b)));
  const [entryLines, claimLines] = [entries.map(storedLine).join(''), inOrder.map(storedLine).join('')];
  return previous.map((each) => hashOfBatch(each, lane, batch.number, entryLines, claimLines));
}
