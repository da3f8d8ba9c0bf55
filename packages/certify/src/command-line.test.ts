import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { certifyFrom } from './command-line.ts';
import { startWrongWallet } from './testing/start-wrong-wallet.testing.ts';

let wallet: Awaited<ReturnType<typeof startWrongWallet>>;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'certify-'));
  wallet = await startWrongWallet('unknown-field');
  const players = await Promise.all(Array.from({ length: 6 }, () => wallet.house.player({})));
  const lines = players.map((player) => ({ userId: player!.playerId, sessionToken: player!.token, gameId: 'dice' }));
  writeFileSync(join(folder, 'players'), lines.map((line) => JSON.stringify(line)).join('\n'));
});
afterAll(() => {
  wallet.stop();
  rmSync(folder, { recursive: true });
});

async function certify(...more: string[]) {
  const said: string[] = [];
  const { provider, secret } = wallet.credentials;
  const argv = ['--provider', provider, '--url', wallet.url, '--secret', secret, ...more];
  const say = (line: string) => void said.push(line);
  const exit = await certifyFrom({ argv, say, complain: say });
  return { exit, said: said.join('\n') };
}

test('a failure exits with 1, shows what went over the wire, and is in the report', async () => {
  const report = join(folder, 'report.md');
  const { exit, said } = await certify('--players', join(folder, 'players'), '--only', '16,21', '--report', report);
  expect(exit).toBe(1);
  expect(said).toMatch(/16 FAIL .*\n.*answered MALFORMED/);
  expect(said).toContain('"some_new_field"');
  expect(said).toContain('1 PASS, 1 FAIL, 0 NOT APPLICABLE');
  expect(readFileSync(report, 'utf8')).toContain('## 16. ');
});

test('what passes exits with 0; a case whose need is not given says which; commands get the player without the shell reading it', async () => {
  const marks = join(folder, 'marks');
  const block = `echo {player} >> ${marks}; exit 3`;
  const { exit, said } = await certify('--players', join(folder, 'players'), '--only', '6,21');
  expect(exit).toBe(0);
  expect(said).toMatch(/6 NOT APPLICABLE .*\n.*--expire-session/);
  expect((await certify('--players', join(folder, 'players'), '--only', '33', '--block', block)).exit).toBe(1);
  expect(readFileSync(marks, 'utf8')).toMatch(/^[0-9a-f-]{36}\n$/);
});

test('where nothing passed nothing is certified', async () => {
  expect((await certify('--players', join(folder, 'players'), '--only', '6')).exit).toBe(1);
});

test.each([
  [['--dialect', 'klingon'], '--dialect, one of croupier'],
  [['--answer', 'nothing=OK'], 'the situations are'],
  [['--answer', 'secondWin=MAYBE'], 'MAYBE is none of'],
  [['--only', 'x'], 'no whole number'],
  [[], 'needs --players'],
])('%j is refused with a word and exits with 2', async (more, word) => {
  const { exit, said } = await certify(...more);
  expect(exit).toBe(2);
  expect(said).toContain(word);
});
