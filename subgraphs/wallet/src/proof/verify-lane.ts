/** Proves one lane: every batch is made again from the rows that are stored, and compared with its hash, its neighbours and the anchors. */
import type pg from 'pg';
import { CLAIM_COLUMNS, TRANSACTION_COLUMNS } from '../ledger/chain.ts';
import type { AnchoredHead } from './anchors.ts';
import { type Batch, batchOf, CLAIM, CREATED, entryProblems, hashesOf, ID, SEQUENCE } from './batch.ts';
import { finding, type FindingKind, type Report } from './finding.ts';
import { momentText, StoredRows, type TextRow } from './stored-rows.ts';

export interface LaneOptions {
  lane: number;
  /** what the anchors say of it, by batch; null: there are none */
  heads: AsyncIterator<AnchoredHead & { at: string }> | null;
  /** begin after this batch, whose anchor vouches for what lies before */
  after: AnchoredHead | null;
  report: Report;
  /** told of every entry that was read */
  onEntry: () => void;
}

export interface LaneTally {
  entries: number;
  claims: number;
  batches: number;
  /** rows of before the chain */
  unchained: { entries: number; claims: number };
  /** what no anchor vouches for */
  unanchored: { entries: number; batches: number };
}

export async function verifyLane(client: pg.Client, options: LaneOptions): Promise<LaneTally> {
  const proof = new LaneProof(client, options);
  return await proof.run();
}

class LaneProof {
  readonly #tally: LaneTally = {
    ...{ entries: 0, claims: 0, batches: 0 },
    unchained: { entries: 0, claims: 0 },
    unanchored: { entries: 0, batches: 0 },
  };
  #batches!: StoredRows;
  #entries!: StoredRows;
  #claims!: StoredRows;
  #last: Batch;
  /** hashes that the next batch may follow from: what is stored, and what the rows come to; empty: not known */
  #previous: string[];
  #begun: boolean;
  #moment = '';
  #head: (AnchoredHead & { at: string }) | null = null;

  constructor(
    private readonly client: pg.Client,
    private readonly options: LaneOptions,
  ) {
    const { after } = options;
    this.#last = {
      number: after?.batch ?? 0,
      first: 0,
      last: after?.sequence ?? 0,
      claims: 0,
      committedAt: '',
      hash: after?.hash ?? '',
    };
    this.#previous = [this.#last.hash];
    this.#begun = after !== null;
  }

  async run(): Promise<LaneTally> {
    await this.#open();
    await this.#nextHead();
    for (let row = await this.#batches.peek(); row; row = await this.#batches.peek()) {
      this.#batches.skip();
      await this.#proveBatch(batchOf(row));
    }
    await this.#proveTail();
    for (const rows of [this.#batches, this.#entries, this.#claims]) await rows.close();
    return this.#tally;
  }

  async #open(): Promise<void> {
    const { lane } = this.options;
    const { number, last } = this.#last;
    const open = (name: string, sql: string) => StoredRows.open(this.client, `${name}_of_lane`, sql);
    this.#batches = await open(
      'batches',
      `select batch, first_sequence, last_sequence, claims, committed_at, hash from lane_batch
       where lane = ${lane} and batch > ${number} order by batch`,
    );
    this.#entries = await open(
      'entries',
      `select ${TRANSACTION_COLUMNS.join(', ')} from transaction where lane = ${lane} and sequence > ${last} order by sequence, created_at`,
    );
    this.#claims = await open(
      'claims',
      `select ${CLAIM_COLUMNS.join(', ')} from claim where lane = ${lane} and batch > ${number} order by batch`,
    );
    if (this.options.after) return await this.#proveStart(this.options.after);
    const { rows } = await this.client.query<{ count: number }>(
      `select count(*)::int as count from claim where lane = $1 and batch = 0`,
      [lane],
    );
    this.#tally.unchained.claims = rows[0]!.count;
  }

  /** The batch that it begins after must be the one of the anchor. */
  async #proveStart({ batch, sequence, hash }: AnchoredHead): Promise<void> {
    const { rows } = await this.client.query<{ hash: string; last_sequence: string }>(
      'select hash, last_sequence from lane_batch where lane = $1 and batch = $2',
      [this.options.lane, batch],
    );
    if (rows[0]?.hash !== hash || Number(rows[0].last_sequence) !== sequence)
      this.#found('ANCHOR_DIFFERS', { batch, sequence }, 'the anchor to begin from has another hash or sequence');
  }

  #found(kind: FindingKind, at: { batch?: number; sequence?: number; transactionId?: string | null }, what: string) {
    const { lane } = this.options;
    const place = [
      ...(at.batch === undefined ? [] : [`batch ${at.batch}`]),
      ...(at.sequence === undefined ? [] : [`sequence ${at.sequence}`]),
      ...(at.transactionId ? [`transaction ${at.transactionId}`] : []),
    ].join(', ');
    this.options.report(finding(kind, { lane, ...at }, `lane ${lane}, ${place}: ${what}`));
  }

  async #proveBatch(batch: Batch): Promise<void> {
    this.#tally.batches++;
    const expected = this.#last.number + 1;
    const follows = batch.number === expected;
    if (!follows) this.#found('BATCH_MISSING', { batch: expected }, `missing, up to batch ${batch.number - 1}`);
    if (!this.#begun) await this.#passUnchained(batch.first);
    const entries = await this.#entriesOf(batch, follows);
    const claims = await this.#claimsOf(batch);
    this.#proveHash(batch, follows, entries, claims);
    await this.#compareAnchors(batch);
    this.#last = batch;
  }

  /** What stands before the first batch was written before there were batches. */
  async #passUnchained(first: number): Promise<void> {
    this.#begun = true;
    let expected = 1;
    for (let row = await this.#entries.peek(); row && Number(row[SEQUENCE]) < first; row = await this.#entries.peek()) {
      this.#take();
      expected = this.#inTurn(row, expected);
      this.#tally.unchained.entries++;
    }
    this.#missing(expected, first);
    this.#last = { ...this.#last, last: first - 1 };
  }

  #take(): void {
    this.#entries.skip();
    this.#tally.entries++;
    this.options.onEntry();
  }

  /** The sequence that is expected after this entry. */
  #inTurn(row: TextRow, expected: number): number {
    const sequence = Number(row[SEQUENCE]);
    if (sequence < expected)
      this.#found('ENTRY_ADDED', { sequence, transactionId: row[ID]! }, 'this sequence is there already');
    else this.#missing(expected, sequence);
    return Math.max(expected, sequence + 1);
  }

  #missing(from: number, to: number): void {
    if (from === to - 1) this.#found('ENTRY_MISSING', { sequence: from }, 'this entry is missing');
    else if (from < to)
      this.#found('ENTRY_MISSING', { sequence: from }, `entries up to sequence ${to - 1} are missing`);
  }

  async #entriesOf(batch: Batch, follows: boolean): Promise<TextRow[]> {
    let expected = this.#last.last + 1;
    if (follows && batch.first !== expected)
      this.#found(
        'BATCH_CHANGED',
        { batch: batch.number, sequence: batch.first },
        `should begin with sequence ${expected}`,
      );
    const own: TextRow[] = [];
    for (
      let row = await this.#entries.peek();
      row && Number(row[SEQUENCE]) <= batch.last;
      row = await this.#entries.peek()
    ) {
      this.#take();
      expected = this.#inTurn(row, expected);
      row[CREATED] = momentText(row[CREATED]!);
      const sequence = Number(row[SEQUENCE]);
      if (sequence < batch.first)
        this.#found('ENTRY_ADDED', { sequence, transactionId: row[ID]! }, 'belongs to no batch');
      else {
        own.push(row);
        for (const what of entryProblems(row, batch, this.options.lane))
          this.#found('ENTRY_CHANGED', { batch: batch.number, sequence, transactionId: row[ID]! }, what);
      }
    }
    this.#missing(expected, batch.last + 1);
    return own;
  }

  async #claimsOf(batch: Batch): Promise<TextRow[]> {
    const own: TextRow[] = [];
    for (
      let row = await this.#claims.peek();
      row && Number(row[CLAIM['batch']!]) <= batch.number;
      row = await this.#claims.peek()
    ) {
      this.#claims.skip();
      this.#tally.claims++;
      if (Number(row[CLAIM['batch']!]) === batch.number) own.push(row);
      else this.#strayClaim(row);
    }
    for (const row of own) row[CLAIM['created_at']!] = momentText(row[CLAIM['created_at']!]!);
    return own;
  }

  #strayClaim(row: TextRow): void {
    this.#found(
      'CLAIM_ADDED',
      { batch: Number(row[CLAIM['batch']!]), transactionId: row[CLAIM['transaction_id']!]! },
      `claim (${row[CLAIM['scope']!]}, ${row[CLAIM['reference']!]}) is of a batch that there is not`,
    );
  }

  #proveHash(batch: Batch, follows: boolean, entries: TextRow[], claims: TextRow[]): void {
    const at = {
      batch: batch.number,
      ...(entries.length > 0 ? { sequence: Number(entries[0]![SEQUENCE]), transactionId: entries[0]![ID]! } : {}),
    };
    if (claims.length !== batch.claims)
      this.#found('CLAIM_COUNT', at, `has ${claims.length} claims and should have ${batch.claims}`);
    if (batch.committedAt < this.#moment) this.#found('BATCH_CHANGED', at, 'is older than the batch before it');
    this.#moment = batch.committedAt;
    const made = hashesOf(follows ? this.#previous : [], this.options.lane, batch, entries, claims);
    this.#previous = made.length > 0 && made[0] !== batch.hash ? [batch.hash, made[0]!] : [batch.hash];
    if (made.length === 0 || made.includes(batch.hash)) return;
    const range = `sequences ${batch.first} to ${batch.last} and ${claims.length} claims`;
    const hashes = `the hash of batch ${batch.number} or ${batch.number - 1}`;
    this.#found('ROWS_CHANGED', at, `a row of it was changed (${range}), or ${hashes}`);
  }

  async #nextHead(): Promise<void> {
    do {
      const next = await this.options.heads?.next();
      this.#head = next && !next.done ? next.value : null;
    } while (this.#head && this.#head.batch <= this.#last.number);
  }

  async #compareAnchors(batch: Batch): Promise<void> {
    this.#tally.unanchored.batches++;
    this.#tally.unanchored.entries += batch.last - batch.first + 1;
    while (this.#head && this.#head.batch <= batch.number) {
      const { batch: number, sequence, hash, at } = this.#head;
      if (number !== batch.number || hash !== batch.hash || sequence !== batch.last)
        this.#found('ANCHOR_DIFFERS', { batch: number, sequence }, `the anchor of ${at} has another hash or sequence`);
      this.#tally.unanchored = { entries: 0, batches: 0 };
      await this.#nextHead();
    }
  }

  async #proveTail(): Promise<void> {
    if (!this.#begun) await this.#passUnchained(await this.#headSequence());
    for (let row = await this.#entries.peek(); row; row = await this.#entries.peek()) {
      this.#take();
      this.#found('ENTRY_ADDED', { sequence: Number(row[SEQUENCE]), transactionId: row[ID]! }, 'belongs to no batch');
    }
    for (let row = await this.#claims.peek(); row; row = await this.#claims.peek()) {
      this.#claims.skip();
      this.#tally.claims++;
      this.#strayClaim(row);
    }
    if (this.#head) {
      let furthest = this.#head;
      for (; this.#head; await this.#nextHead()) furthest = this.#head;
      const { batch, sequence, at } = furthest;
      this.#found(
        'TAIL_MISSING',
        { batch, sequence },
        `the anchor of ${at} knows this end, the table ends with batch ${this.#last.number}, sequence ${this.#last.last}`,
      );
    }
    await this.#proveHead();
  }

  /** One past the lane's last sequence. */
  async #headSequence(): Promise<number> {
    const { rows } = await this.client.query<{ sequence: string }>('select sequence from lane where lane = $1', [
      this.options.lane,
    ]);
    return Number(rows[0]?.sequence ?? 0) + 1;
  }

  async #proveHead(): Promise<void> {
    const { rows } = await this.client.query<{ sequence: string; batch: string; batch_hash: string; moment: string }>(
      'select sequence, batch, batch_hash, moment from lane where lane = $1',
      [this.options.lane],
    );
    const [head, last] = [rows[0], this.#last];
    const at = { batch: last.number, sequence: last.last };
    if (!head) return this.#found('LANE_HEAD', at, 'the lane itself is missing');
    const sameMoment = last.committedAt === '' || Number(head.moment) === Date.parse(last.committedAt);
    const same =
      Number(head.batch) === last.number && Number(head.sequence) === last.last && head.batch_hash === last.hash;
    if (!same || !sameMoment)
      this.#found(
        'LANE_HEAD',
        at,
        `the lane's head says batch ${head.batch}, sequence ${head.sequence}, and disagrees with its last batch`,
      );
  }
}
