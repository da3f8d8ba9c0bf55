/** Rows of the books as the database's own text, a page at a time: nothing is parsed, so nothing is lost, and memory stays bounded. */
import type pg from 'pg';

export type TextRow = (string | null)[];

const PAGE = 2_000;
const AS_TEXT = { getTypeParser: () => (text: string) => text };

/** A row that can be looked at before it is taken. */
export class StoredRows {
  #page: TextRow[] = [];
  #next = 0;
  #ended = false;

  private constructor(
    private readonly client: pg.Client,
    private readonly name: string,
  ) {}

  /** Opens a cursor in the transaction of `client`. `name` and `sql` come from this code alone, never from outside. */
  static async open(client: pg.Client, name: string, sql: string): Promise<StoredRows> {
    await client.query(`declare ${name} no scroll cursor for ${sql}`);
    return new StoredRows(client, name);
  }

  /** The row that comes next, or null after the last. */
  async peek(): Promise<TextRow | null> {
    if (this.#next < this.#page.length) return this.#page[this.#next]!;
    if (this.#ended) return null;
    const { rows } = await this.client.query<TextRow>({
      text: `fetch ${PAGE} from ${this.name}`,
      rowMode: 'array',
      types: AS_TEXT as never,
    });
    this.#page = rows;
    this.#next = 0;
    this.#ended = rows.length < PAGE;
    return rows[0] ?? null;
  }

  skip(): void {
    this.#next++;
  }

  async close(): Promise<void> {
    await this.client.query(`close ${this.name}`);
  }
}

/**
 * A moment as PostgreSQL prints it (ISO, UTC) in the words of the chain. What has more than milliseconds, or is no such moment, stays as it
 * is and so equals no moment that the ledger ever wrote.
 */
export function momentText(stored: string | null): string {
  const [, day, time, fraction = ''] =
    /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,3}))?\+00$/.exec(stored ?? '') ?? [];
  return day === undefined ? (stored ?? 'none') : `${day}T${time}.${fraction.padEnd(3, '0')}Z`;
}
