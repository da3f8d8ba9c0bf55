import { randomUUID, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import { gunzipSync, gzipSync } from 'node:zlib';
import { checkStatement, RefusedStatement } from './statement-guard.ts';
import type { Engine, EngineAnswer } from './engine.ts';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/** Bytes of one request, before and after decompression. */
const MAX_BODY = 128 * 1024 * 1024;
const MAX_HEADERS = 1024 * 1024;
// What the interface takes for itself; every other parameter of the address is a setting.
const OWN_PARAMETERS = new Set(
  'query database default_format query_id user password role session_id session_timeout session_check enable_http_compression compress decompress wait_end_of_query buffer_size send_progress_in_http_headers http_headers_progress_interval_ms quota_key'.split(
    ' ',
  ),
);
const STATUS: Record<number, number> = {
  62: 400,
  27: 400,
  26: 400,
  456: 400,
  457: 400,
  60: 404,
  81: 404,
  115: 404,
  497: 403,
  516: 403,
  194: 401,
};

/** ClickHouse's HTTP interface over the engine: user `croupier`, `password`. */
export function serveHttp(engine: Engine, password: string): Server {
  return createServer({ maxHeaderSize: MAX_HEADERS }, (request, response) => {
    answer(engine, password, request, response).catch((cause: unknown) => sendError(response, cause));
  });
}

async function answer(
  engine: Engine,
  password: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://clickhouse');
  if (url.pathname === '/ping') return void response.end('Ok.\n');
  checkPassword(request, password);
  const body = await readBody(request);
  const inAddress = url.searchParams.get('query');
  const statement = inAddress === null ? body : `${inAddress}\n${body}`;
  if (statement.includes('\0')) throw new RefusedStatement('A NUL byte in the statement', 62, 'SYNTAX_ERROR');
  const { isInsertWithData, kind } = checkStatement(statement);
  if (
    request.method !== 'POST' &&
    !['select', 'show', 'with', 'describe', 'desc', 'exists', 'explain'].includes(kind)
  ) {
    throw new RefusedStatement('Cannot execute query in readonly mode', 164, 'READONLY');
  }
  const database = url.searchParams.get('database') ?? 'default';
  if (/^(system|information_schema)$/i.test(database))
    throw new RefusedStatement(`Database ${database} is read-only here`);
  const format = url.searchParams.get('default_format') ?? header(request, 'x-clickhouse-format') ?? 'TabSeparated';
  const result = await engine.run({ statement, database, format, ...settingsOf(url) });
  const written = isInsertWithData ? countLines(body) : 0;
  send(request, response, url, result, { format, written });
}

function settingsOf(url: URL): { settings: [string, string][]; parameters: [string, string][] } {
  const settings: [string, string][] = [];
  const parameters: [string, string][] = [];
  for (const [name, value] of url.searchParams) {
    if (name.startsWith('param_')) parameters.push([name.slice('param_'.length), value]);
    else if (!OWN_PARAMETERS.has(name)) settings.push([name, value]);
  }
  return { settings, parameters };
}

function checkPassword(request: IncomingMessage, password: string): void {
  const basic = /^Basic (.+)$/i.exec(header(request, 'authorization') ?? '')?.[1];
  const pair = basic === undefined ? undefined : Buffer.from(basic, 'base64').toString('utf8');
  const given = pair ?? `${header(request, 'x-clickhouse-user') ?? ''}:${header(request, 'x-clickhouse-key') ?? ''}`;
  const expected = Buffer.from(`croupier:${password}`);
  const actual = Buffer.from(given);
  if (actual.length === expected.length && timingSafeEqual(actual, expected)) return;
  throw new RefusedStatement(
    'Authentication failed: password is incorrect, or there is no user with such name.',
    516,
    'AUTHENTICATION_FAILED',
  );
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY)
      throw new RefusedStatement(`The request is larger than ${MAX_BODY} bytes`, 307, 'TOO_MANY_BYTES');
    chunks.push(chunk);
  }
  const raw = Buffer.concat(chunks);
  const encoding = header(request, 'content-encoding');
  if (encoding === undefined) return raw.toString('utf8');
  if (encoding !== 'gzip')
    throw new RefusedStatement(`Content-Encoding ${encoding} is not served here`, 48, 'NOT_IMPLEMENTED');
  return gunzipSync(raw, { maxOutputLength: MAX_BODY }).toString('utf8');
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  result: EngineAnswer,
  { format, written }: { format: string; written: number },
): void {
  const summary = {
    read_rows: String(result.rowsRead),
    read_bytes: String(result.bytesRead),
    written_rows: String(written),
    written_bytes: '0',
    total_rows_to_read: '0',
    result_rows: String(written),
    result_bytes: '0',
    elapsed_ns: String(Math.round(result.elapsedMs * 1_000_000)),
  };
  response.setHeader('X-ClickHouse-Summary', JSON.stringify(summary));
  response.setHeader('X-ClickHouse-Query-Id', queryId(url));
  response.setHeader('X-ClickHouse-Format', format);
  response.setHeader('X-ClickHouse-Timezone', 'UTC');
  response.setHeader('Content-Type', 'text/plain; charset=UTF-8');
  const wantsGzip =
    url.searchParams.get('enable_http_compression') === '1' &&
    /\bgzip\b/.test(header(request, 'accept-encoding') ?? '');
  if (!wantsGzip) return void response.end(result.body);
  response.setHeader('Content-Encoding', 'gzip');
  response.end(gzipSync(result.body));
}

/** Errors in ClickHouse's words: `Code: 60. DB::Exception: … (UNKNOWN_TABLE)`. */
function sendError(response: ServerResponse, cause: unknown): void {
  const text = describe(cause);
  const code = Number(/^Code: (\d+)/.exec(text)?.[1] ?? 1002);
  if (response.headersSent) return void response.destroy();
  response.statusCode = STATUS[code] ?? 500;
  response.setHeader('X-ClickHouse-Exception-Code', String(code));
  response.setHeader('Content-Type', 'text/plain; charset=UTF-8');
  // The rest of a body that is too large is not read.
  if (code === 307) response.setHeader('Connection', 'close');
  response.end(`${text}\n`);
}

function describe(cause: unknown): string {
  if (cause instanceof RefusedStatement) return `Code: ${cause.code}. DB::Exception: ${cause.message}. (${cause.type})`;
  const message = cause instanceof Error ? cause.message : String(cause);
  const start = message.indexOf('Code: ');
  return start < 0 ? `Code: 1002. DB::Exception: ${message}. (UNKNOWN_EXCEPTION)` : message.slice(start);
}

function queryId(url: URL): string {
  const given = url.searchParams.get('query_id') ?? '';
  return /^[\w-]{1,128}$/.test(given) ? given : randomUUID();
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function countLines(body: string): number {
  let lines = 0;
  for (let at = 0; at >= 0 && at < body.length; at += 1) {
    lines += 1;
    at = body.indexOf('\n', at);
    if (at < 0) break;
  }
  return lines;
}
