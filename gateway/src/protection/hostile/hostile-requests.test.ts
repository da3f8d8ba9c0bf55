import { afterAll, beforeAll, expect, test } from 'vitest';
import { aHouse, type House } from '../../fixtures/a-house.ts';
import { hostileRequests } from './hostile-requests.ts';
import type { HostileRequest } from './hostile-request.ts';
import { type HostileAnswer, sendHostile } from './send-hostile.ts';

const LARGE = process.env.CROUPIER_SUITE_SIZE === 'large';
const ANSWERED_WITHIN_MS = 1_000;

let house: House;
let corpus: HostileRequest[];
beforeAll(async () => {
  house = await aHouse({ REQUESTS_PER_SECOND: 100_000, REQUESTS_PER_SECOND_AND_ADDRESS: 100_000 });
  corpus = await hostileRequests(house.url, house.jwksUrl, await house.token());
});
afterAll(() => house.stop());

/** What is wrong with an answer; nothing where it is clean. */
function faultOf({ name, method, outcome = 'refused' }: HostileRequest, answer: HostileAnswer | null): string | null {
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
    const fault = faultOf(each, await sendHostile(each, house.url));
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
  const all = corpus.map(async (each) => ({ each, answer: await sendHostile(each, house.url) }));
  const authorization = `Bearer ${await house.token()}`;
  const answer = await fetch(house.url, { method: 'POST', headers: { 'content-type': 'application/json', authorization }, body: '{"query":"{ me { id } }"}' }); // prettier-ignore
  expect(await answer.text()).toBe('{"data":{"me":{"id":"alice"}}}');
  const faults = (await Promise.all(all)).map(({ each, answer }) => faultOf(each, answer && { ...answer, ms: 0 }));
  expect(faults.filter((fault) => fault !== null)).toEqual([]);
  expect(house.renamed).toEqual([]);
});
