import { askCommands, type Command } from '@croupier/contracts';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { brokenBooks, commandOf, deposit, gate } from '../testing/plays.testing.ts';
import { type RunningWallet, runningWallet, staff } from '../testing/running-wallet.testing.ts';

let wallet: RunningWallet;
let pool: pg.Pool;
beforeAll(async () => {
  wallet = await runningWallet({
    ADJUSTMENT_CEILINGS:
      '{"FINANCE":{"propose":"50.00","approve":"20.00"},"ADMIN":{"propose":"100.00","approve":null}}',
  });
  pool = new pg.Pool({ connectionString: wallet.database.appUrl, max: 2 });
  pool.on('error', () => undefined);
}, 60_000);
afterAll(async () => {
  expect(await brokenBooks(pool)).toEqual([]);
  await pool.end();
  await wallet.stop();
});

const FIELDS = '{ id status rejectionReason approvedBy { id } rejectedBy { id } transaction { id } }';
const PROPOSE = `mutation ($i: AdjustBalanceInput!) { adjustBalance(input: $i) ${FIELDS} }`;
const APPROVE = `mutation ($i: ApproveAdjustmentInput!) { approveAdjustment(input: $i) ${FIELDS} }`;
const REJECT = `mutation ($i: RejectAdjustmentInput!) { rejectAdjustment(input: $i) ${FIELDS} }`;
type Who = ReturnType<typeof staff>;
const outcome = async (who: Who, text: string, input: object): Promise<string> => {
  const answer = await wallet.graph(who, text, { i: input });
  return answer.errors?.[0]?.extensions.code ?? (Object.values(answer.data)[0] as { status: string }).status;
};
const approve = (who: Who, id: string) => outcome(who, APPROVE, { id });
const reject = (who: Who, id: string) => outcome(who, REJECT, { id, reason: 'a typing error' });

const [frank, fiona, ada] = [randomUUID(), randomUUID(), randomUUID()];
const finance = (id: string) => staff(id, 'FINANCE');
const admin = (id: string) => staff(id, 'ADMIN');

async function aWallet(userId: string = randomUUID()): Promise<{ userId: string; walletId: string }> {
  // A gate is the users' to set, money the payments' to bring.
  await wallet.users(askCommands.users, { commands: [commandOf(userId, 'users', gate()) as Command] });
  const paid = commandOf(userId, 'psp:sandbox', deposit(randomUUID(), '10.00')) as Command;
  const { results } = await wallet.payments(askCommands.payments, { commands: [paid] });
  const opened = results[0]!;
  if (opened.status !== 'DONE') throw new Error(JSON.stringify(opened));
  return { userId, walletId: opened.wallet!.walletId };
}
const inputOf = (walletId: string, amount: string) => ({
  ...{ walletId, bucket: 'REAL', direction: 'CREDIT', reason: 'a gift of the house' },
  amount: { amount, currency: 'EUR' },
});
async function proposed(walletId: string, amount = '2.00', who = finance(frank)): Promise<string> {
  return (await wallet.graph(who, PROPOSE, { i: inputOf(walletId, amount) })).data.adjustBalance.id;
}
const realOf = async (walletId: string) =>
  (await pool.query('select real_minor from wallet where id = $1', [walletId])).rows[0].real_minor;

test('a correction that was refused says who and why, moves nothing, cannot be approved, and is audited', async () => {
  const { walletId } = await aWallet();
  const id = await proposed(walletId);
  expect(await outcome(finance(fiona), REJECT, { id, reason: ' ' })).toBe('BAD_USER_INPUT');
  expect(await outcome(finance(fiona), REJECT, { id: randomUUID(), reason: 'nothing' })).toBe('NOT_FOUND');
  expect(await reject(staff(fiona, 'SUPPORT', 'COMPLIANCE'), id)).toBe('FORBIDDEN');
  const answer = await wallet.graph(finance(fiona), REJECT, { i: { id, reason: 'a typing error' } });
  expect(answer.data.rejectAdjustment).toEqual({
    ...{ id, status: 'REJECTED', rejectionReason: 'a typing error', approvedBy: null, transaction: null },
    rejectedBy: { id: fiona },
  });
  expect(await approve(admin(ada), id)).toBe('CONFLICT');
  expect(await reject(admin(ada), id)).toBe('CONFLICT');
  expect(await realOf(walletId)).toBe('1000');
  const { rows } = await pool.query(
    `select payload from outbox where payload->>'objectId' = $1 and payload->>'action' = 'reject-adjustment'`,
    [id],
  );
  expect(rows).toHaveLength(1);
  expect(rows[0].payload).toMatchObject({ actorId: fiona, reason: 'a typing error', after: { status: 'REJECTED' } });
});

test('what was approved is not refused afterwards; a proposer may take back their own; nobody decides on their own wallet', async () => {
  const { userId, walletId } = await aWallet();
  const [one, two] = [await proposed(walletId), await proposed(walletId)];
  expect(await reject(finance(userId), one)).toBe('FORBIDDEN');
  expect(await approve(finance(fiona), one)).toBe('APPROVED');
  expect(await reject(admin(ada), one)).toBe('CONFLICT');
  expect(await reject(finance(frank), two)).toBe('REJECTED');
  expect(await realOf(walletId)).toBe('1200');
});

test('in a race the proposer never approves, and a correction is either posted once or refused', async () => {
  for (let round = 0; round < 5; round++) {
    const { walletId } = await aWallet();
    const id = await proposed(walletId);
    const both = staff(frank, 'FINANCE', 'ADMIN');
    const answers = await Promise.all([
      approve(both, id),
      approve(finance(fiona), id),
      reject(admin(ada), id),
      approve(both, id),
      approve(admin(ada), id),
    ]);
    expect([answers[0], answers[3]]).toEqual(['FORBIDDEN', 'FORBIDDEN']);
    expect(answers.filter((each) => each === 'APPROVED' || each === 'REJECTED')).toHaveLength(1);
    const [row] = (await pool.query('select * from adjustment where id = $1', [id])).rows;
    expect(row.approved_by_id).not.toBe(frank);
    expect(await realOf(walletId)).toBe(row.status === 'APPROVED' ? '1200' : '1000');
  }
  await expect(
    pool.query(`update adjustment set approved_by_id = proposed_by_id where proposed_by_id = $1`, [frank]),
  ).rejects.toThrow('approved_by_another');
});

test('a posting whose approval was lost is not refused: the next approval finds it', async () => {
  const { walletId } = await aWallet();
  const id = await proposed(walletId);
  expect(await approve(finance(fiona), id)).toBe('APPROVED');
  // As a crash between the posting and the note of it leaves it.
  await pool.query(
    `update adjustment set status = 'PROPOSED', approved_by_id = null, transaction_id = null where id = $1`,
    [id],
  );
  expect(await reject(admin(ada), id)).toBe('CONFLICT');
  expect(await approve(finance(fiona), id)).toBe('APPROVED');
  expect(await realOf(walletId)).toBe('1200');
});

test('a refusal that was not noted still keeps an approval from posting', async () => {
  const { walletId } = await aWallet();
  const id = await proposed(walletId);
  expect(await reject(admin(ada), id)).toBe('REJECTED');
  await pool.query(`update adjustment set status = 'PROPOSED' where id = $1`, [id]);
  expect(await approve(finance(fiona), id)).toBe('DUPLICATE_REFERENCE');
  expect(await realOf(walletId)).toBe('1000');
  expect(await reject(admin(ada), id)).toBe('REJECTED');
});

test('a role proposes and approves up to its ceiling; the higher of two roles counts', async () => {
  const { walletId } = await aWallet();
  const propose = (who: Who, amount: string) => outcome(who, PROPOSE, inputOf(walletId, amount));
  expect(await propose(finance(frank), '50.01')).toBe('FORBIDDEN');
  expect(await propose(finance(frank), '50.00')).toBe('PROPOSED');
  expect(await propose(admin(frank), '100.01')).toBe('FORBIDDEN');
  expect(await propose(staff(frank, 'FINANCE', 'ADMIN'), '100.00')).toBe('PROPOSED');
  const [small, large] = [await proposed(walletId, '20.00'), await proposed(walletId, '20.01')];
  expect(await approve(finance(fiona), large)).toBe('FORBIDDEN');
  expect(await approve(finance(fiona), small)).toBe('APPROVED');
  expect(await approve(admin(ada), large)).toBe('APPROVED');
  expect(await realOf(walletId)).toBe('5001');
});
