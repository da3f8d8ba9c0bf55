import { eventually } from '@croupier/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { codeOf, dataOf, register } from '../testing/journey.testing.ts';
import { gatesOf, startUsers, type TestUsers } from '../testing/start-users.testing.ts';
import { confirmLimit } from './confirm-limit.ts';

let users: TestUsers;
beforeAll(async () => void (users = await startUsers()));
afterAll(() => users.stop());

const SET =
  'mutation($input: SetLimitInput!) { setLimit(input: $input) { id kind period amount { amount currency } minutes pending { amount { amount } minutes effectiveAt } } }';
interface Shown {
  id: string;
  amount: { amount: string } | null;
  minutes: number | null;
  pending: { amount: { amount: string } | null; effectiveAt: string } | null;
}
type Person = Awaited<ReturnType<typeof register>>;
const set = (person: Person, input: object) =>
  users.graph(SET, { input: { kind: 'DEPOSIT', period: 'DAY', ...input } }, person.identity);
const eur = (amount: string) => ({ amount: { amount, currency: 'EUR' } });
const lastGate = (person: Person) => gatesOf(users.wallet, person.identity.userId).at(-1)!;
const inHours = (person: Person, hours: number) =>
  users.context(person.identity, () => new Date(Date.now() + hours * 3_600_000));

test('a new limit and a lower one hold at once and reach the wallet with the next number', async () => {
  const person = await register(users);
  expect(dataOf<Shown>(await set(person, eur('100')))).toMatchObject({
    amount: { amount: '100.00', currency: 'EUR' },
    pending: null,
  });
  expect(lastGate(person)).toMatchObject({
    number: 2,
    limits: [{ kind: 'DEPOSIT', period: 'DAY', amount: '100.00', currency: 'EUR', minutes: null }],
  });
  dataOf(await set(person, eur('40.50')));
  expect(lastGate(person)).toMatchObject({ number: 3, limits: [{ amount: '40.50' }] });
  dataOf(await set(person, { kind: 'SESSION_TIME', period: 'WEEK', minutes: 90 }));
  expect(lastGate(person).limits).toContainEqual({
    kind: 'SESSION_TIME',
    period: 'WEEK',
    amount: null,
    currency: null,
    minutes: 90,
  });
  const me = dataOf<{ limits: Shown[] }>(
    await users.graph('{ me { limits { id amount { amount } minutes } } }', {}, person.identity),
  );
  expect(me.limits).toHaveLength(2);
});

test('a higher limit waits 24 hours and for a second yes; until then the old one holds', async () => {
  const person = await register(users);
  dataOf(await set(person, eur('50')));
  const asked = dataOf<Shown>(await set(person, eur('500')));
  expect(asked).toMatchObject({ amount: { amount: '50.00' }, pending: { amount: { amount: '500.00' } } });
  expect(Date.parse(asked.pending!.effectiveAt) - Date.now()).toBeGreaterThan(86_390_000);
  expect(lastGate(person)).toMatchObject({ number: 2, limits: [{ amount: '50.00' }] });
  const confirm = 'mutation($id: ID!) { confirmLimit(input: { id: $id }) { id } }';
  expect(codeOf(await users.graph(confirm, { id: asked.id }, person.identity))).toBe('CONFLICT');
  await expect(confirmLimit(inHours(person, 23.9), person.identity.userId, asked)).rejects.toMatchObject({
    code: 'CONFLICT',
  });
  await confirmLimit(inHours(person, 24.1), person.identity.userId, asked);
  expect(lastGate(person)).toMatchObject({ number: 3, limits: [{ amount: '500.00' }] });
  await expect(confirmLimit(inHours(person, 25), person.identity.userId, asked)).rejects.toMatchObject({
    code: 'CONFLICT',
  });
});

test('a lower limit takes a pending raise away; another currency and a removal count as raises', async () => {
  const person = await register(users);
  dataOf(await set(person, eur('50')));
  dataOf(await set(person, eur('500')));
  expect(dataOf<Shown>(await set(person, eur('20')))).toMatchObject({ amount: { amount: '20.00' }, pending: null });
  const foreign = await set(person, { amount: { amount: '1', currency: 'USD' } });
  expect(dataOf<Shown>(foreign)).toMatchObject({
    amount: { amount: '20.00' },
    pending: { amount: { amount: '1.00' } },
  });
  const removal = dataOf<Shown>(await set(person, {}));
  expect(removal).toMatchObject({ amount: { amount: '20.00' }, pending: { amount: null, minutes: null } });
  await confirmLimit(inHours(person, 25), person.identity.userId, removal);
  expect(lastGate(person).limits).toEqual([]);
  expect(codeOf(await set(person, {}))).toBe('NOT_FOUND');
});

test('nobody confirms another’s limit', async () => {
  const [owner, other] = [await register(users), await register(users)];
  dataOf(await set(owner, eur('50')));
  const { id } = dataOf<Shown>(await set(owner, eur('500')));
  await expect(confirmLimit(inHours(other, 25), other.identity.userId, { id })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
});

test('malformed limits are refused and change nothing', async () => {
  const person = await register(users);
  const wrong = [
    eur('1.001'),
    eur('-1'),
    eur('1e3'),
    { amount: { amount: '1', currency: 'XXX' } },
    eur('99999999999999999'),
    { minutes: 5 },
  ];
  for (const input of wrong) expect(codeOf(await set(person, input)), JSON.stringify(input)).toBe('BAD_USER_INPUT');
  for (const minutes of [0, -1, 1_441])
    expect(codeOf(await set(person, { kind: 'SESSION_TIME', minutes }))).toBe('BAD_USER_INPUT');
  expect(codeOf(await set(person, { kind: 'SESSION_TIME', ...eur('5') }))).toBe('BAD_USER_INPUT');
  expect(lastGate(person).number).toBe(1);
});

test('a limit set while the wallet is down is queued, told so, and arrives', async () => {
  const person = await register(users);
  users.wallet.down = true;
  expect(codeOf(await set(person, eur('10')))).toBe('PROVIDER_UNAVAILABLE');
  expect(lastGate(person).number).toBe(1);
  users.wallet.down = false;
  await eventually(() => expect(lastGate(person)).toMatchObject({ number: 2, limits: [{ amount: '10.00' }] }));
});
