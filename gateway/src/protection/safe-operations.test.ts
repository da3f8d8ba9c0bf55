import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aHouse, type House } from '../fixtures/a-house.ts';
import { aSocket } from '../fixtures/a-socket.ts';
import { readSafeOperations } from './safe-operations.ts';

const OURS = '{ anyone }';
const LIVE = 'subscription { ticks(upTo: 1) }';
/** Nobody asks for them before they are to be known. */
const [AT_START, AT_RELOAD] = ['{ atStart: anyone }', '{ atReload: anyone }'];
const folder = mkdtempSync(join(tmpdir(), 'croupier-safe-'));
const file = join(folder, 'safe.json');
const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
writeFileSync(
  file,
  JSON.stringify(Object.fromEntries([OURS, LIVE, AT_START, AT_RELOAD].map((each) => [hashOf(each), each]))),
);
let house: House;
beforeAll(async () => void (house = await aHouse({ SAFE_OPERATIONS_FILE: file })));
afterAll(async () => {
  await house.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function ask(query: string | object, roles: string[] | null = null): Promise<{ data?: unknown; code?: string }> {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (roles) headers.authorization = `Bearer ${await house.token({ roles })}`;
  const body = JSON.stringify(typeof query === 'string' ? { query } : query);
  const answer = await fetch(house.url, { method: 'POST', headers, body });
  const { data, errors } = (await answer.json()) as { data?: unknown; errors?: { extensions: { code: string } }[] };
  return { data, code: errors?.[0]?.extensions.code };
}

test('players and guests send the operations of our own apps alone; staff write their own', async () => {
  expect(await ask(OURS)).toEqual({ data: { anyone: 'hello' }, code: undefined });
  for (const query of ['{ anyone  }', '{ __typename }', '{ __schema { types { name } } }', '{ a: anyone }']) {
    expect(await ask(query)).toEqual({ data: undefined, code: 'FORBIDDEN' });
    expect(await ask(query, ['PLAYER'])).toEqual({ data: undefined, code: 'FORBIDDEN' });
    expect((await ask(query, ['PLAYER', 'SUPPORT'])).code).toBeUndefined();
  }
});

const byHash = (sha256Hash: unknown, version = 1) => ({ extensions: { persistedQuery: { version, sha256Hash } } });

test('an operation of ours may be asked for by its hash alone, by POST, GET and socket', async () => {
  expect(await ask(byHash(hashOf(OURS)))).toEqual({ data: { anyone: 'hello' }, code: undefined });
  const search = new URLSearchParams({ extensions: JSON.stringify(byHash(hashOf(OURS)).extensions) });
  const got = await fetch(`${house.url}?${search.toString()}`);
  expect(await got.json()).toEqual({ data: { anyone: 'hello' } });
  const client = await aSocket(house.socketUrl);
  await client.init(`Bearer ${await house.token()}`);
  client.send({ id: 'live', type: 'subscribe', payload: byHash(hashOf(LIVE)) });
  await expect.poll(() => client.of('live').at(-1)?.type).toBe('complete');
  client.socket.close();
});

test('an unknown hash is answered so that a client sends the text; what is no hash is malformed', async () => {
  expect((await ask(byHash(hashOf('{ __typename }')))).code).toBe('PERSISTED_QUERY_NOT_FOUND');
  for (const wrong of [byHash('x'), byHash(7), byHash(hashOf(OURS).toUpperCase()), byHash(hashOf(OURS), 2)])
    expect((await ask(wrong)).code).toBe('BAD_REQUEST');
  expect(await ask({ ...byHash(hashOf(OURS)), query: '{ __typename }' })).toEqual({
    data: undefined,
    code: 'FORBIDDEN',
  });
});

const plansMade = async (): Promise<string | undefined> => {
  const metrics = await (await fetch(new URL('/metrics', house.url))).text();
  return /^gateway_plans_total\S* (\d+)$/m.exec(metrics)?.[1];
};

test('operations of ours are planned before they are asked for, also where a new supergraph comes', async () => {
  const before = await plansMade();
  await ask(AT_START);
  expect(await plansMade()).toBe(before);
  writeFileSync(
    house.supergraphFile,
    house.compose(' extend type Query { later: String @policy(policies: [["anyone"]]) }'),
  );
  await expect
    .poll(async () => (await ask('{ __type(name: "Query") { fields { name } } }', ['ADMIN'])).data, { timeout: 10_000 })
    .toMatchObject({ __type: { fields: expect.arrayContaining([{ name: 'later' }]) } });
  const after = await plansMade();
  expect(Number(after)).toBeGreaterThan(Number(before));
  await ask(AT_RELOAD);
  expect(await plansMade()).toBe(after);
});

test('sockets are no way around', async () => {
  const client = await aSocket(house.socketUrl);
  await client.init(`Bearer ${await house.token()}`);
  client.subscribe('mine', 'subscription { ticks(upTo: 2) }');
  client.subscribe('ours', LIVE);
  await expect.poll(() => client.of('ours').at(-1)?.type).toBe('complete');
  expect(client.of('mine')).toMatchObject([{ type: 'error', payload: [{ extensions: { code: 'FORBIDDEN' } }] }]);
  client.socket.close();
});

test('a manifest whose text is not its hash’s is not served', () => {
  const changed = join(folder, 'changed.json');
  writeFileSync(changed, JSON.stringify({ [hashOf(OURS)]: '{ me { id } }' }));
  expect(() => readSafeOperations(changed)).toThrow('has been changed');
});
