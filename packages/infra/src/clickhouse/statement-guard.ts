import { readTokens, UnreadableStatement } from './tokens.ts';
import type { Token } from './tokens.ts';

/** Why a statement is refused; ClickHouse's code and name for it. */
export class RefusedStatement extends Error {
  readonly code: number;
  readonly type: string;

  constructor(message: string, code = 497, type = 'ACCESS_DENIED') {
    super(message);
    this.code = code;
    this.type = type;
  }
}

const STATEMENTS = new Set(
  'select with from insert create alter drop truncate optimize describe desc show exists explain rename exchange delete update kill check'.split(
    ' ',
  ),
);
const WRITES = new Set('create alter drop truncate optimize rename exchange delete update'.split(' '));
const CREATABLE = new Set('table database view materialized temporary or replace if not'.split(' '));
const ENGINES =
  /^((replicated)?(replacing|summing|aggregating|collapsing|versionedcollapsing|coalescing)?mergetree|memory|null|log|tinylog|stripelog|atomic)$/;
const DATA_FORMATS = new Set(['jsoneachrow', 'jsoncompacteachrow', 'jsonstringseachrow']);
// Functions and table functions that reach files, programs or the network. The engine's grants refuse most of them too.
const FORBIDDEN = new Set(
  'file url input remote remotesecure cluster clusterallreplicas executable python disk s3 gcs oss cosn sqlite odbc jdbc redis mongodb mysql postgresql catboostevaluate loop dictionary'.split(
    ' ',
  ),
);
const FORBIDDEN_KIND =
  /^(s3|gcs|hdfs|azure|iceberg|delta|hudi|paimon|ytsaurus|arrowflight|nats|kafka|rabbitmq|urlcluster|filecluster|urlwithheaders|mergetreeprojection|timeseries|prometheus|ai[a-z]*generate)/;
const KEPT_DATABASES = new Set(['system', 'information_schema']);

/** The statement without the data that follows it, and that data. */
export interface CheckedStatement {
  isInsertWithData: boolean;
  /** For X-ClickHouse-Summary and the default format. */
  kind: string;
}

/**
 * Refuses what the reports never need and an intruder would like: more than one statement, files, programs, network,
 * other engines than MergeTree and memory, writes to system tables. It stands before the engine's own grants
 * (`engine-config.ts`), which cannot name everything. Throws RefusedStatement.
 */
export function checkStatement(statement: string): CheckedStatement {
  const tokens = tokensOf(statement);
  const [first] = tokens.filter((token) => token.value !== '(');
  const kind = first?.kind === 'word' ? first.value.toLowerCase() : '';
  if (!STATEMENTS.has(kind))
    throw new RefusedStatement(`${kind.toUpperCase() || 'This'} is not a statement that is served here`);
  refuseSecondStatement(tokens);
  refuseReach(tokens);
  if (kind === 'create') checkCreate(tokens);
  if (kind === 'alter') refuseWords(tokens, ['attach', 'fetch', 'freeze', 'unfreeze', 'move'], 'ALTER');
  if (WRITES.has(kind)) refuseKeptDatabases(tokens);
  if (kind === 'insert') refuseKeptDatabases(insertTarget(tokens));
  const isInsertWithData = kind === 'insert' && isBeforeData(tokens);
  if (isInsertWithData) checkData(tokens, statement);
  return { kind, isInsertWithData };
}

function tokensOf(statement: string): Token[] {
  try {
    return readTokens(statement, isBeforeData);
  } catch (cause) {
    if (cause instanceof UnreadableStatement)
      throw new RefusedStatement(`Syntax error: ${cause.message}`, 62, 'SYNTAX_ERROR');
    throw cause;
  }
}

/** `INSERT … FORMAT name`: the rest is data and no SQL. */
function isBeforeData(tokens: Token[]): boolean {
  const [format, name] = tokens.slice(-2);
  return lower(tokens[0]) === 'insert' && lower(format) === 'format' && name?.kind === 'word';
}

function checkData(tokens: Token[], statement: string): void {
  const name = tokens.at(-1) as Token;
  // Other formats let a statement follow their data.
  if (!DATA_FORMATS.has(name.value.toLowerCase()))
    throw new RefusedStatement(`Data in format ${name.value} is not taken here: use JSONEachRow`);
  if (/(^|\n)\s*;/.test(statement.slice(name.end)))
    throw new RefusedStatement('A semicolon at the start of a line of data', 62, 'SYNTAX_ERROR');
}

function refuseSecondStatement(tokens: Token[]): void {
  const end = tokens.findIndex((token) => token.kind === 'sign' && token.value === ';');
  if (end >= 0 && tokens.slice(end).some((token) => token.value !== ';')) {
    throw new RefusedStatement('Syntax error (Multi-statements are not allowed)', 62, 'SYNTAX_ERROR');
  }
}

function refuseReach(tokens: Token[]): void {
  tokens.forEach((token, index) => {
    if (token.kind === 'text' || token.kind === 'number' || token.kind === 'sign') return;
    const name = token.value.toLowerCase();
    const next = tokens[index + 1];
    const isCall = next?.kind === 'sign' && next.value === '(';
    if (isCall && (FORBIDDEN.has(name) || FORBIDDEN_KIND.test(name)) && !isTable(tokens[index - 1])) {
      throw new RefusedStatement(`Function ${token.value} is not allowed here`);
    }
    if (name === 'outfile' || name === 'infile') throw new RefusedStatement(`${token.value} is not allowed here`);
    if (token.kind === 'word' && name === 'engine') checkEngine(tokens, index);
  });
}

/** `INSERT INTO url (a, b)`: a table of that name and its columns, no call. */
function isTable(before: Token | undefined): boolean {
  return lower(before) === 'into' || (before?.kind === 'sign' && before.value === '.');
}

function checkEngine(tokens: Token[], index: number): void {
  const next = tokens[index + 1];
  const name = next?.value === '=' ? tokens[index + 2] : next;
  // A column may be called engine: then no name follows, or an operator before it.
  if (name?.kind !== 'word' && name?.kind !== 'identifier') return;
  const isCreate = tokens.some((token) => lower(token) === 'create');
  if (isCreate && !ENGINES.test(name.value.toLowerCase()))
    throw new RefusedStatement(`Engine ${name.value} is not allowed here`);
}

function checkCreate(tokens: Token[]): void {
  const what = tokens.slice(1).find((token) => !['or', 'replace', 'temporary', 'materialized'].includes(lower(token)));
  if (!['table', 'database', 'view'].includes(lower(what)) || !CREATABLE.has(lower(tokens[1]))) {
    throw new RefusedStatement('Only tables, views and databases are made here');
  }
}

function refuseWords(tokens: Token[], words: string[], where: string): void {
  const found = tokens.find((token) => words.includes(lower(token)));
  if (found) throw new RefusedStatement(`${where} … ${found.value} is not allowed here`);
}

function refuseKeptDatabases(tokens: Token[]): void {
  tokens.forEach((token, index) => {
    const isName = token.kind === 'word' || token.kind === 'identifier';
    const isKept = isName && KEPT_DATABASES.has(token.value.toLowerCase());
    const before = lower(tokens[index - 1]);
    if (isKept && (tokens[index + 1]?.value === '.' || before === 'database' || before === 'exists')) {
      throw new RefusedStatement(`Database ${token.value} is read-only here`);
    }
  });
}

/** The tokens before the columns, SELECT, VALUES or FORMAT of an INSERT. */
function insertTarget(tokens: Token[]): Token[] {
  const end = tokens.findIndex(
    (token) => token.value === '(' || ['select', 'values', 'format', 'with'].includes(lower(token)),
  );
  return end < 0 ? tokens : tokens.slice(0, end);
}

function lower(token: Token | undefined): string {
  return token?.kind === 'word' ? token.value.toLowerCase() : '';
}
