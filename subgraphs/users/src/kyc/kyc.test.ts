import { askKycStatus } from '@croupier/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { asStaff, codeOf, dataOf, register } from '../testing/journey.testing.ts';
import { startUsers, type TestUsers } from '../testing/start-users.testing.ts';
import { eventually } from '@croupier/testkit';

let users: TestUsers;
beforeAll(async () => void (users = await startUsers()));
afterAll(() => users.stop());

type Person = Awaited<ReturnType<typeof register>>;
const document = {
  kind: 'PASSPORT',
  fileName: 'passport.png',
  contentBase64: Buffer.from('a picture').toString('base64'),
};
const valid = { fullName: 'Anna Test', birthDate: '1990-05-17', country: 'LV', documents: [document] };
const submit = (person: Person, input: object = {}) =>
  users.graph(
    'mutation($input: SubmitKycInput!) { submitKyc(input: $input) { status level fullName submittedAt } }',
    { input: { ...valid, ...input } },
    person.identity,
  );
const review = (person: Person, decision: string, reason: string | null, identity = asStaff('COMPLIANCE')) =>
  users.graph(
    'mutation($input: ReviewKycInput!) { reviewKyc(input: $input) { status level reason } }',
    { input: { userId: person.identity.userId, decision, reason } },
    identity,
  );
const status = async (person: Person) =>
  (await users.admin.request(askKycStatus.subject, JSON.stringify({ userId: person.identity.userId }))).json();

test('a check is handed in, rejected with a reason, handed in again and approved; the person is mailed', async () => {
  const person = await register(users);
  expect(dataOf(await submit(person))).toMatchObject({ status: 'PENDING', level: 0, fullName: 'Anna Test' });
  expect(codeOf(await submit(person))).toBe('CONFLICT');
  expect(codeOf(await review(person, 'REJECT', null))).toBe('BAD_USER_INPUT');
  expect(dataOf(await review(person, 'REJECT', 'unreadable'))).toMatchObject({
    status: 'REJECTED',
    reason: 'unreadable',
  });
  expect(codeOf(await review(person, 'APPROVE', null))).toBe('CONFLICT');
  dataOf(await submit(person));
  expect(dataOf(await review(person, 'APPROVE', null))).toMatchObject({ status: 'APPROVED', level: 1 });
  expect(await status(person)).toMatchObject({ ok: true, value: { status: 'APPROVED', level: 1 } });
  expect(codeOf(await submit(person))).toBe('CONFLICT');
  await eventually(() =>
    expect(
      users.mailbox.mails.filter((mail) => mail.to === person.email && mail.subject.includes('identity')),
    ).toHaveLength(2),
  );
});

test('reviewers see the documents as they were sent', async () => {
  const person = await register(users);
  dataOf(await submit(person));
  const shown = await users.graph(
    'query($id: ID!) { kycDocuments(userId: $id) { kind fileName contentBase64 } }',
    { id: person.identity.userId },
    asStaff('ADMIN'),
  );
  expect(dataOf(shown)).toEqual([document]);
});

test('nobody reviews their own check', async () => {
  const person = await register(users);
  dataOf(await submit(person));
  expect(codeOf(await review(person, 'APPROVE', null, { ...person.identity, roles: ['COMPLIANCE'] }))).toBe(
    'FORBIDDEN',
  );
  expect(await status(person)).toMatchObject({ value: { status: 'PENDING' } });
});

test('of two reviewers at once one decides', async () => {
  const person = await register(users);
  dataOf(await submit(person));
  const codes = (await Promise.all([review(person, 'APPROVE', null), review(person, 'REJECT', 'no')])).map(codeOf);
  expect(codes.sort()).toEqual(['CONFLICT', undefined]);
});

test('minors and malformed papers are refused and change nothing', async () => {
  const person = await register(users);
  const now = new Date();
  const tomorrow18 = new Date(Date.UTC(now.getUTCFullYear() - 18, now.getUTCMonth(), now.getUTCDate() + 1))
    .toISOString()
    .slice(0, 10);
  const wrong = [
    { birthDate: tomorrow18 },
    { birthDate: '1990-02-30' },
    { birthDate: 'x' },
    { birthDate: '1800-01-01' },
    { country: 'Latvia' },
    { fullName: ' ' },
    { fullName: 'A\u0000' },
    { documents: [] },
    { documents: Array.from({ length: 6 }, () => document) },
    { documents: [{ ...document, contentBase64: '***' }] },
    { documents: [{ ...document, contentBase64: '' }] },
    { documents: [{ ...document, contentBase64: Buffer.alloc(150 * 1024 + 1).toString('base64') }] },
  ];
  for (const input of wrong)
    expect(codeOf(await submit(person, input)), JSON.stringify(input).slice(0, 80)).toBe('BAD_USER_INPUT');
  expect(await status(person)).toMatchObject({ value: { status: 'NONE' } });
  const today18 = new Date(Date.UTC(now.getUTCFullYear() - 18, now.getUTCMonth(), now.getUTCDate()))
    .toISOString()
    .slice(0, 10);
  dataOf(await submit(person, { birthDate: today18 }));
});
