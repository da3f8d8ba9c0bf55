import type { RoleName } from '@croupier/contracts';
import { ROLES, askPartnerKey } from '@croupier/contracts';
import type { Identity } from '@croupier/kit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hashKey } from '../partners/create-partner-key.ts';
import { asStaff, codeOf, dataOf, DOCUMENTS, register, type SessionAnswer } from '../testing/journey.testing.ts';
import { startUsers, type TestUsers } from '../testing/start-users.testing.ts';
import { grantRole } from './set-roles.ts';

let users: TestUsers;
beforeAll(async () => void (users = await startUsers()));
afterAll(() => users.stop());

const nobody = '00000000-0000-4000-8000-00000000dead';
const STAFF: RoleName[] = ['SUPPORT', 'FINANCE', 'COMPLIANCE', 'ADMIN'];
const REVIEWERS: RoleName[] = ['COMPLIANCE', 'ADMIN'];
/** Field → who passes its door (interface.md, "Who may do what"). What follows behind the door may still refuse. */
const MATRIX: [string, RoleName[] | 'anyone'][] = [
  ['{ me { id } }', [...ROLES]],
  [`{ user(id: "${nobody}") { id } }`, [...ROLES]],
  ['{ users { totalCount } }', STAFF],
  [`{ kycDocuments(userId: "${nobody}") { id } }`, REVIEWERS],
  ['{ partnerKeys { edges { node { id } } } }', ['ADMIN']],
  ['{ demoPeople }', 'anyone'],
  ['mutation { updateProfile(input: {}) { id } }', [...ROLES]],
  ['mutation { setLimit(input: { kind: DEPOSIT, period: DAY }) { id } }', ['PLAYER']],
  [`mutation { confirmLimit(input: { id: "${nobody}" }) { id } }`, ['PLAYER']],
  ['mutation { selfExclude(input: { months: 1 }) { id } }', ['PLAYER']],
  ['mutation { startCoolingOff(input: { until: "2020-01-01T00:00:00Z" }) { id } }', ['PLAYER']],
  ['mutation { submitKyc(input: { fullName: "", birthDate: "", country: "", documents: [] }) { status } }', ['PLAYER']],
  [`mutation { reviewKyc(input: { userId: "${nobody}", decision: APPROVE }) { status } }`, REVIEWERS],
  [`mutation { blockUser(input: { userId: "${nobody}", reason: "x" }) { id } }`, REVIEWERS],
  [`mutation { unblockUser(input: { userId: "${nobody}" }) { id } }`, REVIEWERS],
  [`mutation { setRoles(input: { userId: "${nobody}", roles: [ADMIN] }) { id } }`, ['ADMIN']],
  ['mutation { createPartnerKey(input: { name: "", scopes: [] }) { id } }', ['ADMIN']],
  [`mutation { revokePartnerKey(input: { id: "${nobody}" }) { id } }`, ['ADMIN']],
  ['mutation { signInAsDemo(input: { name: "Alice" }) { accessToken } }', 'anyone'],
];

test.each(MATRIX)('%s is open to whom the table says', async (source, allowed) => {
  const partner: Identity = { kind: 'partner', keyId: nobody, scopes: ['read'] };
  for (const [identity, refusal] of [
    [undefined, 'UNAUTHENTICATED'],
    [partner, 'FORBIDDEN'],
  ] as const) {
    const code = codeOf(await users.graph(source, {}, identity));
    if (allowed === 'anyone') expect(code).not.toBe(refusal);
    else expect(code).toBe(refusal);
  }
  for (const role of ROLES) {
    const code = codeOf(await users.graph(source, {}, asStaff(role)));
    if (allowed === 'anyone' || allowed.includes(role))
      expect(['FORBIDDEN', 'INTERNAL_ERROR'], `${role}: ${code}`).not.toContain(code);
    else expect(code, role).toBe('FORBIDDEN');
  }
});

const ENTITY =
  'query($id: ID!) { _entities(representations: [{ __typename: "User", id: $id }]) { ... on User { id displayName email } } }';

test('a person is seen by themselves and by staff, also through references', async () => {
  const [owner, other] = [await register(users), await register(users)];
  const id = owner.identity.userId;
  const byId = (identity?: Identity) => users.graph('query($id: ID!) { user(id: $id) { email } }', { id }, identity);
  const byReference = async (identity?: Identity) =>
    (await users.graph(ENTITY, { id }, identity)).data?._entities as unknown as unknown[];
  expect(dataOf(await byId(owner.identity))).toEqual({ email: owner.email });
  expect(dataOf(await byId(asStaff('SUPPORT')))).toEqual({ email: owner.email });
  expect(dataOf(await byId(other.identity))).toBeNull();
  expect(await byReference(owner.identity)).toMatchObject([{ id }]);
  expect(await byReference(asStaff('FINANCE'))).toMatchObject([{ id }]);
  for (const identity of [other.identity, undefined, { kind: 'partner', keyId: nobody, scopes: [] } as Identity]) {
    expect(await byReference(identity)).toEqual([null]);
  }
  for (const unknown of [nobody, 'x', '\u0000'])
    expect((await users.graph(ENTITY, { id: unknown }, asStaff('ADMIN'))).data).toEqual({ _entities: [null] });
});

test('staff search, filter and page through people', async () => {
  const people = [await register(users), await register(users), await register(users)];
  const source =
    'query($filter: UserFilter, $first: Int!, $after: String) { users(filter: $filter, first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor } edges { node { id kyc { status } limits { id } } } } }';
  interface Page {
    totalCount: number;
    pageInfo: { hasNextPage: boolean; endCursor: string };
    edges: { node: { id: string } }[];
  }
  const list = async (variables: object) =>
    dataOf<Page>(await users.graph(source, { first: 20, ...variables }, asStaff('SUPPORT')));
  const all = await list({ first: 100 });
  expect(all.edges.slice(0, 3).map(({ node }) => node.id)).toEqual(
    people.map((person) => person.identity.userId).reverse(),
  );
  const walked: string[] = [];
  let after: string | null = null;
  do {
    const page: Page = await list({ first: 2, after });
    walked.push(...page.edges.map(({ node }) => node.id));
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after);
  expect(walked).toEqual(all.edges.map(({ node }) => node.id));
  expect(all.totalCount).toBe(walked.length);
  for (const search of [
    people[0]!.email.slice(0, 8).toUpperCase(),
    people[0]!.identity.userId,
    people[0]!.telegramId,
  ]) {
    expect((await list({ filter: { search } })).edges.map(({ node }) => node.id)).toContain(people[0]!.identity.userId);
  }
  expect((await list({ filter: { search: '%' } })).totalCount).toBe(0);
  expect((await list({ filter: { role: 'ADMIN', status: 'ACTIVE', kycStatus: 'NONE' } })).totalCount).toBe(0);
  expect((await list({ filter: { role: 'PLAYER', status: 'ACTIVE', kycStatus: 'NONE' } })).totalCount).toBe(
    all.totalCount,
  );
  for (const variables of [
    { first: 0 },
    { first: 101 },
    { first: 1, after: 'x' },
    { first: 1, after: Buffer.from('["a","b"]').toString('base64url') },
    { first: 1, filter: { search: '\u0000' } },
  ]) {
    expect(codeOf(await users.graph(source, variables, asStaff('SUPPORT')))).toBe('BAD_USER_INPUT');
  }
});

const SET_ROLES =
  'mutation($userId: ID!, $roles: [Role!]!) { setRoles(input: { userId: $userId, roles: $roles }) { roles } }';

test('roles: never one’s own, staff are no players, and a role that was taken ends the sessions', async () => {
  const [admin, person] = [await register(users), await register(users)];
  const { roles } = await grantRole(users.context(), { email: admin.email.toUpperCase() });
  expect(roles).toEqual(['ADMIN']);
  const asAdmin: Identity = { ...admin.identity, roles: ['ADMIN'] };
  expect(codeOf(await users.graph(SET_ROLES, { userId: admin.identity.userId, roles: ['PLAYER'] }, asAdmin))).toBe(
    'FORBIDDEN',
  );
  expect(codeOf(await users.graph(SET_ROLES, { userId: person.identity.userId, roles: [] }, asAdmin))).toBe(
    'BAD_USER_INPUT',
  );
  const kept = dataOf<SessionAnswer>(
    await users.graph(DOCUMENTS.refresh, { input: { refreshToken: person.session.refreshToken } }),
  );
  const given = await users.graph(SET_ROLES, { userId: person.identity.userId, roles: ['PLAYER', 'SUPPORT'] }, asAdmin);
  expect(dataOf(given)).toEqual({ roles: ['SUPPORT'] });
  expect(codeOf(await users.graph(DOCUMENTS.refresh, { input: { refreshToken: kept.refreshToken } }))).toBe(
    'UNAUTHENTICATED',
  );
});

test('a profile changes its name, language and, once in 30 days, its time zone', async () => {
  const person = await register(users);
  const update = (input: object) =>
    users.graph(
      'mutation($input: UpdateProfileInput!) { updateProfile(input: $input) { displayName locale timeZone } }',
      { input },
      person.identity,
    );
  expect(dataOf(await update({ displayName: ' Anna ', locale: 'ru', timeZone: 'Europe/Riga' }))).toEqual({
    displayName: 'Anna',
    locale: 'ru',
    timeZone: 'Europe/Riga',
  });
  expect(users.wallet.committed.at(-1)!.operations[0]).toMatchObject({
    kind: 'set_gate',
    number: 2,
    timeZone: 'Europe/Riga',
  });
  expect(codeOf(await update({ timeZone: 'Asia/Tokyo' }))).toBe('RATE_LIMITED');
  for (const input of [
    { displayName: '' },
    { displayName: 'a\u0000' },
    { displayName: 'x'.repeat(101) },
    { locale: 'xx' },
    { timeZone: 'Mars/Olympus' },
  ]) {
    expect(codeOf(await update(input))).toBe('BAD_USER_INPUT');
  }
});

test('a partner key is told once, counts until it is revoked, and is stored as its hash', async () => {
  const admin = asStaff('ADMIN');
  const valid = async (key: string) => {
    const reply = await users.admin.request(askPartnerKey.subject, JSON.stringify({ keyHash: hashKey(key) }));
    return reply.json<{ value: { valid: boolean; name: string | null } }>().value;
  };
  const created = dataOf<{ id: string; key: string }>(
    await users.graph(
      'mutation { createPartnerKey(input: { name: "Acme", scopes: ["games:read"] }) { id name scopes key } }',
      {},
      admin,
    ),
  );
  expect(created.key).toMatch(/^cpk_[\w-]{43}$/);
  expect(await valid(created.key)).toMatchObject({ valid: true, name: 'Acme' });
  expect(await valid(`${created.key}x`)).toMatchObject({ valid: false, name: null });
  const listed = JSON.stringify(
    await users.graph('{ partnerKeys { edges { node { id name scopes revokedAt } } } }', {}, admin),
  );
  expect(listed).toContain(created.id);
  expect(listed).not.toContain(created.key);
  const revoked = await users.graph(
    'mutation($id: ID!) { revokePartnerKey(input: { id: $id }) { revokedAt } }',
    { id: created.id },
    admin,
  );
  expect(dataOf<{ revokedAt: string }>(revoked).revokedAt).toBeTruthy();
  expect(await valid(created.key)).toMatchObject({ valid: false });
});
