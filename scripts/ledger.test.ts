import { execFile } from 'node:child_process';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeArguments, REPOSITORY } from '@croupier/infra';
import { type FreshDatabase, freshDatabase } from '@croupier/testkit';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLedger } from '../subgraphs/wallet/src/index.ts';

let database: FreshDatabase;
let transactionId: string;
beforeAll(async () => {
  database = await freshDatabase('wallet');
  const ledger = await createLedger({ databaseUrl: database.appUrl });
  const gate = { kind: 'set_gate', number: 1, status: 'ACTIVE', until: null, timeZone: 'UTC' } as const;
  const deposit = { kind: 'deposit', reference: 'd', amount: '9.00', currency: 'EUR', reservation: null } as const;
  const command = { scope: 'psp:test', userId: randomUUID(), deadlineAt: null, policy: null };
  const result = await ledger.execute({ ...command, operations: [{ ...gate, limits: [] }, deposit] });
  if (result.status !== 'DONE') throw new Error(JSON.stringify(result));
  transactionId = result.results[1]!.transactionId!;
  await ledger.stop();
});
afterAll(() => {
  rmSync(anchors.CROUPIER_ANCHOR_DIR, { recursive: true });
  return database.drop();
});

const { privateKey } = generateKeyPairSync('ed25519');
const anchors = {
  CROUPIER_ANCHOR_DIR: mkdtempSync(join(tmpdir(), 'anchors-')),
  CROUPIER_ANCHOR_KEY: JSON.stringify(privateKey.export({ format: 'jwk' })),
};
function ledger(...words: string[]): Promise<{ code: number; out: string }> {
  const env = { PATH: process.env.PATH, WALLET_DATABASE_URL: database.appUrl, ...anchors };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      nodeArguments('scripts/ledger.ts', words),
      { cwd: REPOSITORY, env },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, out: stdout + stderr }),
    );
  });
}

test('verify ends with 0 over a whole ledger and says what no anchor vouches for', async () => {
  const { code, out } = await ledger('verify');
  expect(out).toContain('1 entries, 1 claims, 1 batches');
  expect(out).toContain('unanchored: 1 entries in 1 batches');
  expect(out).toContain('nothing is wrong');
  expect(code).toBe(0);
});

test('verify ends with 2 where it is not asked as it should be', async () => {
  for (const words of [['prove'], ['verify', '--lane', 'x']])
    expect((await ledger(...words)).code, words.join(' ')).toBe(2);
});

test('verify ends with 1 and names what was changed', async () => {
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  await owner.query(`update transaction set created_at = created_at + interval '1 microsecond'`);
  await owner.end();
  const { code, out } = await ledger('verify');
  expect(out).toContain(`transaction ${transactionId}`);
  expect(out).toMatch(/WRONG: \d+ findings/);
  expect(code).toBe(1);
});
