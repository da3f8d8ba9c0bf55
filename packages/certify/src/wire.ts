import type { Credentials, Dialect } from './dialect.ts';
import type { Action, Outcome } from './vocabulary.ts';

/** One request and its answer, kept as evidence. */
export interface Exchange {
  method: 'POST';
  url: string;
  headers: Record<string, string>;
  sent: string;
  status: number | null;
  answered: string;
  tookMs: number;
}

/** How a call is made wrong, or otherwise special, on purpose. */
export interface Twist {
  /** the body before it is written as text */
  body?: (body: Record<string, unknown>) => Record<string, unknown>;
  /** the text that is signed */
  text?: (text: string) => string;
  /** the text that is sent, when it is not the one that was signed */
  afterSigning?: (text: string) => string;
  by?: Partial<Credentials>;
  /** headers of the signature are left out */
  unsigned?: boolean;
  at?: Date;
}

export interface Target {
  url: string;
  dialect: Dialect;
  credentials: Credentials;
  /** an answer later than this is none */
  timeoutMs: number;
  /** where an operation is, when not where the dialect has it; `{provider}` stands for the name */
  paths?: Record<string, string>;
}

/** Asks over HTTP and reads the answer. Whatever comes is an Outcome: what is not of the dialect has the code OTHER. */
export async function ask(
  { url, dialect, credentials, timeoutMs, paths }: Target,
  action: Action,
  twist: Twist,
  keep: (exchange: Exchange) => void,
): Promise<Outcome> {
  // Who shows a key instead of a signature shows none.
  const bare = twist.unsigned && dialect.traits.signature === 'KEY' ? { secret: '' } : {};
  const by = { ...credentials, ...twist.by, ...bare };
  const request = dialect.encode(action, by);
  const signed = (twist.text ?? same)(JSON.stringify(twist.body ? twist.body(request.body) : request.body));
  const plain = { 'content-type': 'application/json', ...request.headers };
  const place = (paths?.[request.operation] ?? dialect.pathOf(request.operation, by.provider)).replaceAll(
    '{provider}',
    by.provider,
  );
  const path = place + (request.query ?? '');
  const seal = { path: place, text: signed, headers: plain };
  const at = twist.at ?? new Date();
  const headers = { ...plain, ...(twist.unsigned ? {} : dialect.sign(seal, by, at)) };
  const carried = (twist.afterSigning ?? same)(signed);
  const { unsigned = false } = twist;
  const sent = dialect.envelope ? dialect.envelope({ text: signed, carried, unsigned }, by, at) : carried;
  const startedAt = performance.now();
  const answer = await post(url + path, headers, sent, timeoutMs);
  const tookMs = performance.now() - startedAt;
  keep({
    method: 'POST',
    url: url + path,
    headers,
    sent,
    status: answer.status,
    answered: answer.text,
    tookMs,
  });
  const body = readObject(answer.text);
  const decoded =
    body && answer.status !== null
      ? dialect.decode({ action, status: answer.status, body })
      : { code: 'OTHER' as const };
  return {
    ...{ balance: null, bonus: null, currency: null, playerId: null, transactionId: null, token: null },
    ...decoded,
    requestId:
      request.requestId === undefined ? null : { sent: request.requestId, echoed: decoded.requestId?.echoed ?? null },
    httpStatus: answer.status ?? 0,
    text: answer.text,
    tookMs,
  };
}

const same = (text: string): string => text;

async function post(url: string, headers: Record<string, string>, body: string, timeoutMs: number) {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'error' });
    return { status: response.status, text: (await response.text()).slice(0, 100_000) };
  } catch (error) {
    // No answer is an answer that fails its case, not the end of the run.
    const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : '';
    return { status: null, text: `no answer: ${error instanceof Error ? error.message : String(error)}${cause}` };
  }
}

/** The answer's object, in which a number is the text of its digits; null where there is none. */
function readObject(text: string): Record<string, unknown> | null {
  const keepDigits = (_key: string, value: unknown, context: { source?: string }) =>
    typeof value === 'number' ? context.source : value;
  try {
    const value = JSON.parse(text, keepDigits as never) as unknown;
    return value !== null && typeof value === 'object' && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
