import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aHouse, type House } from '../../fixtures/a-house.ts';
import { hostileDocuments } from './hostile-documents.ts';
import { hostileBytes, hostileTokens } from './hostile-bytes.ts';
import { hostileForms } from './hostile-forms.ts';
import type { HostileRequest } from './hostile-request.ts';

const LARGE = process.env.CROUPIER_SUITE_SIZE === 'large';
const ANSWERED_WITHIN_MS = 1_000;

let house: House;
let corpus: HostileRequest[];
beforeAll(async () => {
  house = await aHouse({ REQUESTS_PER_SECOND: 100_000, REQUESTS_PER_SECOND_AND_ADDRESS: 100_000 });
  const { host, origin } = new URL(house.users.url);
  expect(host).not.toBe('');
  const jwks = (await (await fetch(`${origin}/.well-known/jwks.json`)).json()) as { keys: JsonWebKey[] };
  corpus = [
    ...hostileDocuments(),
    ...hostileForms(),
    ...hostileTokens(await house.token(), jwks.keys[0]!),
    ...hostileBytes(new URL(house.url).host),
  ];
});
afterAll(() => house.stop());

interface Answer {
  status: number;
  headers: string;
  text: string;
  ms: number;
}

/** Null: the connection was closed without a word. */
async function send({ method = 'POST', search = '', headers, body, raw }: HostileRequest): Promise<Answer | null> {
  const startedAtMs = performance.now();
  const url = new URL(house.url + search);
  if (raw !== undefined) {
    const text = await sendBytes(raw, url);
    const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0);
    return text === '' ? null : { status, headers: text, text, ms: performance.now() - startedAtMs };
  }
  return new Promise((resolve) => {
    const outgoing = httpRequest(
      { host: url.hostname, port: url.port, path: `/graphql${search}`, method, headers: { 'content-type': 'application/json', ...headers }, agent: false }, // prettier-ignore
      (incoming) => {
        let text = '';
        incoming.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        incoming.on('close', () => resolve({ status: incoming.statusCode!, headers: JSON.stringify(incoming.headers), text, ms: performance.now() - startedAtMs })); // prettier-ignore
      },
    );
    outgoing.on('error', () => resolve(null));
    outgoing.end(body);
  });
}

function sendBytes(raw: string | Buffer, { hostname, port }: URL): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(Number(port), hostname, () => socket.end(raw));
    socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    socket.on('error', () => resolve(text));
    socket.on('close', () => resolve(text));
  });
}

/** What is wrong with an answer; nothing where it is clean. */
function faultOf({ name, method, outcome = 'refused' }: HostileRequest, answer: Answer | null): string | null {
  if (!answer) return outcome === 'closed' ? null : `${name}: no answer`;
  const { status, text, ms } = answer;
  if (status >= 500 || status === 0) return `${name}: status ${status}`;
  if (status === 429) return `${name}: counted instead of refused`;
  if (/node_modules|\.ts:\d|at \w+ \(|stacktrace|Did you mean|hunter2/.test(text))
    return `${name}: tells of the inside`;
  if (LARGE && ms > ANSWERED_WITHIN_MS) return `${name}: ${Math.round(ms)} ms`;
  if (outcome === 'answered') return null;
  if (outcome === 'closed') return status >= 400 ? null : `${name}: status ${status}`;
  if (outcome === 'rejected' && status < 400) return `${name}: status ${status}`;
  return isRefused(status, text, method) ? null : `${name}: ${status} ${text.slice(0, 200)}`;
}

function isRefused(status: number, text: string, method: string | undefined): boolean {
  if (text === '') return status >= 400 && (method !== undefined || status === 404);
  const body = JSON.parse(text) as {
    data?: Record<string, unknown> | null;
    errors?: { extensions?: { code?: string } }[];
  };
  if (!body.errors?.length || body.errors.some((error) => !error.extensions?.code)) return false;
  if (body.errors.some((error) => error.extensions!.code === 'INTERNAL_ERROR')) return false;
  return Object.values(body.data ?? {}).every((each) => each === null);
}

test('more than 200 hostile requests are answered cleanly, one after another, while honest queries go on', async () => {
  expect(corpus.length).toBeGreaterThanOrEqual(200);
  expect(new Set(corpus.map(({ name }) => name)).size).toBe(corpus.length);
  const honest = { asked: 0, answered: 0, over: false };
  const authorization = `Bearer ${await house.token()}`;
  const goOn = (async () => {
    while (!honest.over) {
      honest.asked += 1;
      const answer = await fetch(house.url, { method: 'POST', headers: { 'content-type': 'application/json', authorization }, body: '{"query":"{ me { id } }"}' }); // prettier-ignore
      if ((await answer.text()) === '{"data":{"me":{"id":"alice"}}}') honest.answered += 1;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  const faults: string[] = [];
  for (const each of corpus) {
    const fault = faultOf(each, await send(each));
    if (fault) faults.push(fault);
  }
  honest.over = true;
  await goOn;
  expect(faults).toEqual([]);
  expect(honest.asked).toBeGreaterThan(1);
  expect(honest.answered).toBe(honest.asked);
  expect(house.renamed).toEqual([]);
});

test('all of them at once stop nobody', async () => {
  const all = corpus.map(async (each) => ({ each, answer: await send(each) }));
  const authorization = `Bearer ${await house.token()}`;
  const answer = await fetch(house.url, { method: 'POST', headers: { 'content-type': 'application/json', authorization }, body: '{"query":"{ me { id } }"}' }); // prettier-ignore
  expect(await answer.text()).toBe('{"data":{"me":{"id":"alice"}}}');
  const faults = (await Promise.all(all)).map(({ each, answer }) => faultOf(each, answer && { ...answer, ms: 0 }));
  expect(faults.filter((fault) => fault !== null)).toEqual([]);
  expect(house.renamed).toEqual([]);
});
