import { eventually } from '@croupier/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { asStaff, codeOf, dataOf, DOCUMENTS, register, telegramLogin, totpCode } from '../testing/journey.testing.ts';
import { gatesOf, startUsers, type TestUsers } from '../testing/start-users.testing.ts';
import { monthsAfter } from './self-exclude.ts';
import { unblockUser } from './unblock-user.ts';

let users: TestUsers;
beforeAll(async () => void (users = await startUsers()));
afterAll(() => users.stop());

type Person = Awaited<ReturnType<typeof register>>;
interface Status {
  status: string;
  statusUntil: string | null;
}
const lastGate = (person: Person) => gatesOf(users.wallet, person.identity.userId).at(-1)!;
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
const coolOff = (person: Person, until: string) =>
  users.graph(
    'mutation($until: DateTime!) { startCoolingOff(input: { until: $until }) { status statusUntil } }',
    { until },
    person.identity,
  );
const exclude = (person: Person, months: number) =>
  users.graph(
    'mutation($months: Int!) { selfExclude(input: { months: $months }) { status statusUntil } }',
    { months },
    person.identity,
  );
const BLOCK = 'mutation($userId: ID!) { blockUser(input: { userId: $userId, reason: "fraud" }) { status } }';
const UNBLOCK = 'mutation($userId: ID!) { unblockUser(input: { userId: $userId }) { status } }';
const signIn = (person: Person) => users.graph(DOCUMENTS.telegram, { input: telegramLogin(person.telegramId) });

test('a cooling-off holds at once, is not shortened, and is over by its date', async () => {
  const person = await register(users);
  for (const until of [inDays(0.5), inDays(43), inDays(-1)])
    expect(codeOf(await coolOff(person, until))).toBe('BAD_USER_INPUT');
  const until = inDays(7);
  expect(dataOf<Status>(await coolOff(person, until))).toMatchObject({ status: 'COOLING_OFF', statusUntil: until });
  expect(lastGate(person)).toMatchObject({ number: 2, status: 'COOLING_OFF', until });
  expect(codeOf(await coolOff(person, inDays(2)))).toBe('CONFLICT');
  dataOf(await coolOff(person, inDays(8)));
  const user = await users.context().em.findOneOrFail<never>('User' as never, { id: person.identity.userId } as never);
  expect((user as { statusAt: (now: Date) => Status }).statusAt(new Date(inDays(9))).status).toBe('ACTIVE');
});

test('a self-exclusion lasts six months at least, is not shortened, and its people still sign in', async () => {
  const person = await register(users);
  for (const months of [0, 5, 61, -6]) expect(codeOf(await exclude(person, months))).toBe('BAD_USER_INPUT');
  expect(dataOf<Status>(await exclude(person, 12)).status).toBe('SELF_EXCLUDED');
  expect(lastGate(person)).toMatchObject({ status: 'SELF_EXCLUDED', until: null });
  expect(codeOf(await exclude(person, 6))).toBe('CONFLICT');
  const { id } = dataOf<{ id: string }>(await signIn(person));
  dataOf(await users.graph(DOCUMENTS.confirm, { input: { challengeId: id, code: totpCode(person.secret, 1) } }));
});

test('a self-exclusion is not over by its date; it is lifted by compliance, a day later', async () => {
  const person = await register(users);
  dataOf(await exclude(person, 6));
  const userId = person.identity.userId;
  const staff = (days: number) => users.context(asStaff('COMPLIANCE'), () => new Date(inDays(days)));
  await expect(unblockUser(staff(100), { userId })).rejects.toMatchObject({ code: 'CONFLICT' });
  const lifted = await unblockUser(staff(200), { userId });
  expect(lifted.statusAt(new Date(inDays(200.9))).status).toBe('SELF_EXCLUDED');
  expect(lifted.statusAt(new Date(inDays(201.1))).status).toBe('ACTIVE');
  expect(lastGate(person).until).not.toBeNull();
});

test('an exclusion while the wallet is down is stored, said to be queued, and arrives', async () => {
  const person = await register(users);
  users.wallet.down = true;
  const answer = await exclude(person, 6);
  expect(codeOf(answer)).toBe('PROVIDER_UNAVAILABLE');
  expect(answer.errors![0]!.message).toContain('queued');
  expect(dataOf<Status>(await users.graph('{ me { status } }', {}, person.identity)).status).toBe('SELF_EXCLUDED');
  users.wallet.down = false;
  await eventually(() => expect(lastGate(person).status).toBe('SELF_EXCLUDED'));
});

test('a block ends every session and every way in; an exclusion outlives the block', async () => {
  const person = await register(users);
  dataOf(await exclude(person, 6));
  const { id: challengeId } = dataOf<{ id: string }>(await signIn(person));
  expect(codeOf(await users.graph(BLOCK, { userId: person.identity.userId }, person.identity))).toBe('FORBIDDEN');
  expect(
    dataOf<Status>(await users.graph(BLOCK, { userId: person.identity.userId }, asStaff('COMPLIANCE'))).status,
  ).toBe('BLOCKED');
  expect(lastGate(person).status).toBe('BLOCKED');
  expect(codeOf(await users.graph(DOCUMENTS.refresh, { input: { refreshToken: person.session.refreshToken } }))).toBe(
    'UNAUTHENTICATED',
  );
  expect(codeOf(await signIn(person))).toBe('PLAYER_BLOCKED');
  const confirm = { input: { challengeId, code: totpCode(person.secret, 1) } };
  expect(codeOf(await users.graph(DOCUMENTS.confirm, confirm))).toBe('PLAYER_BLOCKED');
  expect(dataOf<Status>(await users.graph(UNBLOCK, { userId: person.identity.userId }, asStaff('ADMIN'))).status).toBe(
    'SELF_EXCLUDED',
  );
  expect(lastGate(person).status).toBe('SELF_EXCLUDED');
  dataOf(await signIn(person));
});

test('a month later is the same day, or the month’s last', () => {
  expect(monthsAfter(new Date('2026-08-31T10:00:00Z'), 6).toISOString()).toBe('2027-02-28T10:00:00.000Z');
  expect(monthsAfter(new Date('2026-11-21T10:00:00Z'), 6).toISOString()).toBe('2027-05-21T10:00:00.000Z');
});
