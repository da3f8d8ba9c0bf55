/**
 * The rows of the books as lines of text: the very bytes that are written (PostgreSQL's COPY format) are what a batch's hash covers.
 * Verifying reads the rows back, makes the same lines and compares.
 */
import { createHash } from 'node:crypto';
import { type ClaimRow, NOTHING_RECORDED, type StakeRecord, type TransactionRow } from './rows.ts';

type Value = string | number | boolean | null;

const UNSAFE = /[\\\t\n\r]/;
const ESCAPES: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

function field(value: Value): string {
  if (value === null) return '\\N';
  if (typeof value === 'string')
    return UNSAFE.test(value) ? value.replace(/[\\\t\n\r]/g, (each) => ESCAPES[each]!) : value;
  if (typeof value === 'boolean') return value ? 't' : 'f';
  return `${value}`;
}

const PLAIN: Record<string, string> = { '\\': '\\', t: '\t', n: '\n', r: '\r' };
/** A field of a line, other than `\\N`, as the text that it stands for. */
export const unescaped = (field: string): string =>
  field.includes('\\') ? field.replace(/\\(.)/g, (_, each: string) => PLAIN[each]!) : field;

export const TRANSACTION_COLUMNS = [
  ...[
    'user_id',
    'transaction_id',
    'created_at',
    'lane',
    'sequence',
    'kind',
    'wallet_id',
    'currency',
    'version',
    'scope',
  ],
  ...['reference', 'amount_minor', 'amount_eur_minor', 'real_change', 'bonus_change', 'locked_change', 'real_after'],
  ...[
    'bonus_after',
    'locked_after',
    'round_id',
    'game_id',
    'bet_reference',
    'related_transaction_id',
    'free',
    'promotion',
  ],
  ...[
    'outcome',
    'purpose',
    'selection',
    'odds',
    'gaming',
    'psp_clearing',
    'bonus_cost',
    'adjustments',
    'debts',
    'exchange',
    'stake',
  ],
];

/** A house account that an entry does not touch is left empty: most entries touch one of six. */
const posted = (minor: bigint): string => (minor === 0n ? '\\N' : minor.toString());

/** A transaction as a line, its columns in the order of TRANSACTION_COLUMNS. */
export function transactionLine(row: TransactionRow): string {
  return (
    `${row.userId}\t${row.transactionId}\t${momentText(row.createdAt)}\t${row.lane}\t${row.sequence}\t${row.kind}\t` +
    `${field(row.walletId)}\t${field(row.currency)}\t${field(row.version)}\t${field(row.scope)}\t${field(row.reference)}\t` +
    `${row.amount}\t${row.amountEur}\t${row.realChange}\t${row.bonusChange}\t${row.lockedChange}\t${row.realAfter}\t` +
    `${row.bonusAfter}\t${row.lockedAfter}\t${field(row.roundId)}\t${field(row.gameId)}\t${field(row.betReference)}\t` +
    `${field(row.relatedTransactionId)}\t${field(row.free)}\t${field(row.promotion)}\t${field(row.outcome)}\t` +
    `${field(row.purpose)}\t${field(row.selection)}\t${field(row.odds)}\t${posted(row.gaming)}\t${posted(row.pspClearing)}\t` +
    `${posted(row.bonusCost)}\t${posted(row.adjustments)}\t${posted(row.debts)}\t${posted(row.exchange)}\t${field(stakeText(row.stake))}\n`
  );
}

/** A stored row as the line it was written as: its columns as the database's own text, so that nothing is parsed and nothing lost. */
export const storedLine = (columns: (string | null)[]): string => `${columns.map(field).join('\t')}\n`;

export const CLAIM_COLUMNS = [
  'scope',
  'reference',
  'kind',
  'user_id',
  'hash',
  'transaction_id',
  'created_at',
  'lane',
  'batch',
];

/** A claim as a line, its columns in the order of CLAIM_COLUMNS. */
export const claimLine = (row: ClaimRow, lane: number, batch: number): string =>
  `${field(row.scope)}\t${field(row.reference)}\t${row.kind}\t${field(row.userId)}\t${row.hash}\t${field(row.transactionId)}\t` +
  `${momentText(row.createdAt)}\t${lane}\t${batch}\n`;

/** The order of a batch's claims: two lanes that want the same references wait for each other in one order and never in a circle. */
export const inClaimOrder = (a: ClaimRow, b: ClaimRow): number =>
  compare(a.reference, b.reference) || compare(a.scope, b.scope);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The hash (SHA-256, hex) of a batch: chained to the lane's batch before it, over its transactions by sequence and its claims in order. */
export function hashOfBatch(
  previous: string,
  lane: number,
  batch: number,
  transactionLines: string,
  claimLines: string,
): string {
  return createHash('sha256')
    .update(`${previous}\n${lane}\n${batch}\n`)
    .update(transactionLines)
    .update('\u0000')
    .update(claimLines)
    .digest('hex');
}

let lastMoment: [number, string] = [NaN, ''];
/** A batch has one moment: its text is made once. */
function momentText(atMs: number): string {
  if (lastMoment[0] !== atMs) lastMoment = [atMs, new Date(atMs).toISOString()];
  return lastMoment[1];
}

/** What an entry recorded, as text; nothing where it recorded nothing. Read back it is the same text. */
export function stakeText(stake: StakeRecord | null): string | null {
  if (stake === null) return null;
  const { parts, grantId, counted, wagered, ...more } = stake;
  const isPlain = grantId === null && Object.values(more).every((each) => each === undefined);
  if (isPlain && parts.length === 0 && counted.length === 0 && wagered.length === 0) return null;
  return bigintsAsText({ parts, grantId, counted, wagered, ...more });
}

export const bigintsAsText = (value: object): string =>
  JSON.stringify(value, (_key, each: unknown) => (typeof each === 'bigint' ? each.toString() : each));

/** What an entry recorded, as it was read. */
export function stakeOf(text: string | null): StakeRecord {
  if (text === null) return NOTHING_RECORDED;
  const { parts, grantId, counted, wagered, ...more } = JSON.parse(text) as Record<string, never>;
  const minors = (list: { minor: string }[]) => list.map((each) => ({ ...each, minor: BigInt(each.minor) }));
  return {
    parts: minors(parts!),
    grantId: grantId!,
    counted: minors(counted!),
    wagered: minors(wagered!),
    ...more,
  } as unknown as StakeRecord;
}
