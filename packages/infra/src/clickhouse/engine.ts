import { join } from 'node:path';
import { Session } from 'chdb';
import { writeEngineConfig } from './engine-config.ts';
import { RefusedStatement } from './statement-guard.ts';

/** One statement with what its request says about it. */
export interface EngineRequest {
  statement: string;
  database: string;
  /** ClickHouse settings of this statement alone. */
  settings: [name: string, value: string][];
  /** Values of `{name:Type}` in the statement, in ClickHouse's escaped text. */
  parameters: [name: string, value: string][];
  format: string;
}

export interface EngineAnswer {
  body: Uint8Array;
  rowsRead: number;
  bytesRead: number;
  elapsedMs: number;
}

export interface Engine {
  run(request: EngineRequest): Promise<EngineAnswer>;
  close(): void;
}

const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/;

/**
 * Opens the ClickHouse engine over a folder: one process per folder. Every statement gets a session of its own
 * (1 ms while another one is open), so that no setting outlives its request. Statements run one after the other.
 */
export function openEngine(dataDir: string): Engine {
  const path = join(dataDir, 'data');
  const options = { connectionArgs: [`--config-file=${writeEngineConfig(dataDir)}`] };
  // Keeps the engine open between requests.
  const anchor = new Session(path, options);
  anchor.query('create database if not exists croupier');
  let last: Promise<unknown> = Promise.resolve();
  return {
    run: (request) => {
      const turn = last.then(() => runOnce(new Session(path, options), request));
      last = turn.catch(() => undefined);
      return turn;
    },
    close: () => anchor.close(),
  };
}

async function runOnce(session: Session, request: EngineRequest): Promise<EngineAnswer> {
  const startedAt = performance.now();
  try {
    session.query(`use ${checkName(request.database)}`);
    for (const [name, value] of request.settings) session.query(`set ${checkName(name)} = ${quote(value)}`);
    for (const [name, value] of request.parameters) session.query(`set param_${checkName(name)} = ${quote(value)}`);
    const result = await session.queryAsync(request.statement, { format: checkName(request.format) });
    // A copy: the engine's own memory goes with the session.
    const body = Uint8Array.from(result.bytes());
    return { body, rowsRead: result.rowsRead, bytesRead: result.bytesRead, elapsedMs: performance.now() - startedAt };
  } finally {
    session.close();
  }
}

function checkName(name: string): string {
  if (!NAME.test(name)) throw new RefusedStatement(`${JSON.stringify(name)} is not a name`, 62, 'SYNTAX_ERROR');
  return name;
}

function quote(text: string): string {
  return `'${text.replace(/\\/g, '\\\\').replace(/'/g, "\\'")}'`;
}
