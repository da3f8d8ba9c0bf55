import { askEndedSessions, askSession, USERS_HEARTBEAT } from '@croupier/contracts';
import { eventually } from '@croupier/testkit';
import { JSONCodec } from 'nats';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { codeOf, dataOf, DOCUMENTS, identityOf, register, type SessionAnswer } from '../testing/journey.testing.ts';
import { startUsers, type TestUsers } from '../testing/start-users.testing.ts';
import { refreshSession } from './refresh-session.ts';

let users: TestUsers;
beforeAll(async () => void (users = await startUsers()));
afterAll(() => users.stop());

const refresh = (refreshToken: string) => users.graph(DOCUMENTS.refresh, { input: { refreshToken } });
const codec = JSONCodec<{ ok: boolean; value: never }>();
const ask = async (subject: string, input: unknown) =>
  codec.decode((await users.admin.request(subject, JSONCodec().encode(input))).data).value;
const isLive = async (sessionId: string) => ((await ask(askSession.subject, { sessionId })) as { live: boolean }).live;
const endedSessions = async (): Promise<string[]> =>
  ((await ask(askEndedSessions.subject, { after: null, limit: 1_000 })) as { sessionIds: string[] }).sessionIds;

test('a refresh token buys one new pair for the same session', async () => {
  const { session } = await register(users);
  const next = dataOf<SessionAnswer>(await refresh(session.refreshToken));
  expect(next.refreshToken).not.toBe(session.refreshToken);
  expect(identityOf(next.accessToken)).toEqual(identityOf(session.accessToken));
  expect(decodeJwt(next.accessToken).jti).not.toBe(decodeJwt(session.accessToken).jti);
  dataOf(await refresh(next.refreshToken));
});

test('a token used twice ends the whole family, and the gateway is told', async () => {
  const { session, identity } = await register(users);
  const heard: string[] = [];
  const news = users.admin.subscribe('users.session_ended.v1', {
    callback: (_error, message) => heard.push(message.json<{ sessionId: string }>().sessionId),
  });
  const next = dataOf<SessionAnswer>(await refresh(session.refreshToken));
  expect(await isLive(identity.sessionId)).toBe(true);
  expect(codeOf(await refresh(session.refreshToken))).toBe('TOKEN_REUSED');
  expect(codeOf(await refresh(next.refreshToken))).toBe('UNAUTHENTICATED');
  expect(await isLive(identity.sessionId)).toBe(false);
  expect(await endedSessions()).toContain(identity.sessionId);
  await eventually(() => expect(heard).toContain(identity.sessionId));
  news.unsubscribe();
});

test('of many refreshes with one token at once exactly one wins', async () => {
  const { session } = await register(users);
  const answers = await Promise.all(Array.from({ length: 6 }, () => refresh(session.refreshToken)));
  const codes = answers.map(codeOf);
  expect(codes.filter((code) => code === undefined)).toHaveLength(1);
  expect(codes.filter((code) => code === 'TOKEN_REUSED')).toHaveLength(5);
});

test('unknown tokens, also very long ones, and those of expired sessions are refused', async () => {
  for (const token of ['', 'x', '\u0000', 'y'.repeat(100_000)])
    expect(codeOf(await refresh(token))).toBe('UNAUTHENTICATED');
  const { session } = await register(users);
  const later = users.context(undefined, () => new Date(Date.now() + 31 * 86_400_000));
  await expect(refreshSession(later, session)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
});

test('an access token never outlives its session', async () => {
  const { session } = await register(users);
  const late = users.context(undefined, () => new Date(Date.now() + 30 * 86_400_000 - 60_000));
  const { accessToken } = await refreshSession(late, session);
  const { exp, sxp } = decodeJwt(accessToken);
  expect(exp).toBe(sxp);
});

test('signing out ends this session alone', async () => {
  const { identity, session } = await register(users);
  expect(codeOf(await users.graph('mutation { signOut }'))).toBe('UNAUTHENTICATED');
  expect(dataOf(await users.graph('mutation { signOut }', {}, identity))).toBe(true);
  expect(await isLive(identity.sessionId)).toBe(false);
  expect(codeOf(await refresh(session.refreshToken))).toBe('UNAUTHENTICATED');
});

test('ended sessions come in pages', async () => {
  for (let each = 0; each < 3; each++) {
    const { identity } = await register(users);
    await users.graph('mutation { signOut }', {}, identity);
  }
  const all = await endedSessions();
  const paged: string[] = [];
  let after: string | null = null;
  do {
    const page = (await ask(askEndedSessions.subject, { after, limit: 2 })) as {
      sessionIds: string[];
      next: string | null;
    };
    paged.push(...page.sessionIds);
    after = page.next;
  } while (after);
  expect(paged).toEqual(all);
});

test('the heart beats every second', async () => {
  const beats: unknown[] = [];
  users.admin.subscribe(USERS_HEARTBEAT, { callback: (_error, message) => beats.push(message) });
  await eventually(() => expect(beats.length).toBeGreaterThan(1));
});

test('only what the gateway signed is answered', async () => {
  const answer = await fetch(`${users.subgraph.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ demoPeople }' }),
  });
  expect(answer.status).toBe(401);
});
