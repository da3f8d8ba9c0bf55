/**
 * Prepared statements in one train of messages: one round trip, however many they are (PostgreSQL's extended protocol, pipelining).
 * What they answer is not looked at: what does not fit raises an error. The first that fails ends the train: the server passes over the
 * rest, rows of a COPY too.
 */
import type { Writable } from 'node:stream';
import type pg from 'pg';

/** A prepared statement with its values as text; a COPY with its lines. */
export interface Call {
  name: string;
  values: (string | null)[];
  lines?: string;
}

interface Wire {
  stream: Writable;
  parse(statement: { name: string; text: string; types: number[] }): void;
  bind(call: { statement: string; values: Call['values'] }): void;
  execute(portal: { rows: number }): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
  sync(): void;
}

/** Prepares statements (by name) that SQL's PREPARE does not take. Throws what the server or the driver throws. */
export function prepareOthers(client: pg.Client, statements: Record<string, string>): Promise<string> {
  return sendTrain(client, (wire) => {
    for (const [name, text] of Object.entries(statements)) wire.parse({ name, text, types: [] });
  });
}

/** Answers the tag of the last call. Throws what the server or the driver throws. */
export function rideTrain(client: pg.Client, calls: Call[]): Promise<string> {
  return sendTrain(client, (wire) => {
    for (const { name, values, lines } of calls) {
      wire.bind({ statement: name, values });
      wire.execute({ rows: 0 });
      if (lines === undefined) continue;
      // The server reads them when it comes to them.
      wire.sendCopyFromChunk(Buffer.from(lines));
      wire.endCopyFrom();
    }
  });
}

const sendTrain = (client: pg.Client, send: (wire: Wire) => void): Promise<string> =>
  new Promise((resolve, reject) => {
    client.query(new Train(send, resolve, reject));
  });

class Train implements pg.Submittable {
  #last = '';
  #failed = false;

  constructor(
    private readonly send: (wire: Wire) => void,
    private readonly resolve: (last: string) => void,
    private readonly reject: (cause: Error) => void,
  ) {}

  submit = (connection: pg.Connection): void => {
    const wire = connection as unknown as Wire;
    wire.stream.cork();
    this.send(wire);
    wire.sync();
    wire.stream.uncork();
  };

  handleRowDescription(): void {
    // nobody asked for one
  }
  handleDataRow(): void {
    // see above
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
    this.#last = text;
  }
  handleError(cause: Error): void {
    this.#failed = true;
    this.reject(cause);
  }
  handleReadyForQuery(): void {
    if (!this.#failed) this.resolve(this.#last);
  }
}
