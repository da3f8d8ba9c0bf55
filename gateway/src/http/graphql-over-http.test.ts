import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aHouse, type House } from '../fixtures/a-house.ts';

let house: House;
beforeAll(async () => void (house = await aHouse()));
afterAll(() => house.stop());

test('every MUST and SHOULD of the GraphQL-over-HTTP draft holds', async () => {
  const results = await Promise.all(serverAudits({ url: house.url, fetchFn: fetch }).map((audit) => audit.fn()));
  const short = results
    .filter(({ status, name }) => status !== 'ok' && !name.startsWith('MAY'))
    .map(({ name, ...result }) => `${name}: ${'reason' in result ? result.reason : ''}`);
  expect(short).toEqual([]);
  const countOf = (level: string): number => results.filter(({ name }) => name.startsWith(`${level} `)).length;
  expect([countOf('MUST'), countOf('SHOULD')]).toEqual([13, 23]);
});
