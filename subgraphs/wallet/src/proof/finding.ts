/** What verifying found to be wrong. */
export interface Finding {
  /** what is wrong, one word for machines */
  kind: FindingKind;
  lane: number | null;
  batch: number | null;
  /** the entry's place in its lane, or the first of several */
  sequence: number | null;
  transactionId: string | null;
  /** the whole, for people */
  message: string;
}

export type FindingKind =
  | 'ROWS_CHANGED'
  | 'ENTRY_MISSING'
  | 'ENTRY_ADDED'
  | 'ENTRY_CHANGED'
  | 'CLAIM_ADDED'
  | 'CLAIM_COUNT'
  | 'BATCH_MISSING'
  | 'BATCH_CHANGED'
  | 'LANE_HEAD'
  | 'ANCHOR_BROKEN'
  | 'ANCHOR_DIFFERS'
  | 'TAIL_MISSING'
  | 'WALLET_DIFFERS'
  | 'WALLET_ORDER'
  | 'POSTINGS'
  | 'CLAIM_WITHOUT_TRANSACTION'
  | 'TRANSACTION_WITHOUT_CLAIM';

export type Report = (finding: Finding) => void;

export const finding = (
  kind: FindingKind,
  at: Partial<Omit<Finding, 'kind' | 'message'>>,
  message: string,
): Finding => ({ kind, lane: null, batch: null, sequence: null, transactionId: null, ...at, message });
