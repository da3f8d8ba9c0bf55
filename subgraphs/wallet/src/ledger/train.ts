/**
 * Prepared statements in one train of messages: one round trip, however many they are (PostgreSQL's extended protocol, pipelining). The
 * first that fails ends the train: the server passes over the rest, rows of a COPY too.
 */
import type { Writable } from 'node:stream';
import pg from 'pg';

/** A prepared statement with its values as text; a COPY with its lines. */
export interface Call {
  name: string;
  values: (string | null)[];
  lines?: string;
}

/* eslint-disable @typescript-eslint/no-explicit-any -- rows of the driver, named in statements.ts */
export type Row = any;
/** What the calls of a train answered, in their order, and the tag of the last. */
export interface Answers {
  rows: Row[][];
  last: string;
}
export type Ride = (calls: Call[]) => Promise<Answers>;

type Fields = (string | null)[];
type Reader = (fields: Fields) => Row;

interface Wire {
  stream: Writable;
  parse(statement: { name: string; text: string; types: number[] }): void;
  describe(what: { type: 'S'; name: string }): void;
  bind(call: { statement: string; values: Call['values'] }): void;
  execute(portal: { rows: number }): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
  sync(): void;
}

/**
 * Makes a connection ready: `others` (by name) are what SQL's PREPARE does not take; what `described` answer is known from then on, so
 * that no ride asks for it again. Throws what the server or the driver throws.
 */
export async function layRails(client: pg.Client, others: Record<string, string>, described: string[]): Promise<Ride> {
  const readers = new Map<string, Reader>();
  await new Promise<Answers>((resolve, reject) => {
    const found: Reader[] = [];
    const send = (wire: Wire) => {
      for (const [name, text] of Object.entries(others)) wire.parse({ name, text, types: [] });
      for (const name of described) wire.describe({ type: 'S', name });
    };
    const train = new Train(send, [], resolve, reject);
    train.handleRowDescription = ({ fields }) => {
      found.push(readerOf(fields));
      readers.set(described[found.length - 1]!, found.at(-1)!);
    };
    client.query(train);
  });
  return (calls) =>
    new Promise((resolve, reject) => {
      const send = (wire: Wire) => {
        for (const { name, values, lines } of calls) {
          wire.bind({ statement: name, values });
          wire.execute({ rows: 0 });
          if (lines === undefined) continue;
          wire.sendCopyFromChunk(Buffer.from(lines));
          wire.endCopyFrom();
        }
      };
      const readersOfCalls = calls.map(({ name }) => readers.get(name));
      client.query(new Train(send, readersOfCalls, resolve, reject));
    });
}

function readerOf(fields: pg.FieldDef[]): Reader {
  const columns = fields.map(({ name, dataTypeID }) => ({
    name,
    parse: pg.types.getTypeParser(dataTypeID, 'text') as (text: string) => unknown,
  }));
  return (values) => {
    const row: Row = {};
    for (let at = 0; at < columns.length; at++) {
      const value = values[at]!;
      row[columns[at]!.name] = value === null ? null : columns[at]!.parse(value);
    }
    return row;
  };
}

class Train implements pg.Submittable {
  readonly #rows: Row[][];
  #at = 0;
  #last = '';
  #failed = false;

  constructor(
    private readonly send: (wire: Wire) => void,
    private readonly readers: (Reader | undefined)[],
    private readonly resolve: (answers: Answers) => void,
    private readonly reject: (cause: Error) => void,
  ) {
    this.#rows = readers.map(() => []);
  }

  submit = (connection: pg.Connection): void => {
    const wire = connection as unknown as Wire;
    wire.stream.cork();
    this.send(wire);
    wire.sync();
    wire.stream.uncork();
  };

  handleRowDescription(_message: { fields: pg.FieldDef[] }): void {
    // known since the rails were laid
  }
  handleDataRow({ fields }: { fields: Fields }): void {
    const read = this.readers[this.#at];
    if (read) this.#rows[this.#at]!.push(read(fields));
  }
  handleCopyInResponse(): void {
    // its rows are on their way already
  }
  handlePortalSuspended(): void {
    // no call asks for a part of its rows
  }
  handleEmptyQuery(): void {
    // no statement is empty
  }
  handleCommandComplete({ text }: { text: string }): void {
    this.#at++;
    this.#last = text;
  }
  handleError(cause: Error): void {
    this.#failed = true;
    this.reject(cause);
  }
  handleReadyForQuery(): void {
    if (!this.#failed) this.resolve({ rows: this.#rows, last: this.#last });
  }
}
