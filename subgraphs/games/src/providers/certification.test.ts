import { DIALECTS, lineOf, runCertification, summaryOf, type CaseResult, type House } from '@croupier/certify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { configureProvider } from '../catalogue/configure-provider.ts';
import { certificationHouse } from '../testing/certification-house.testing.ts';
import { aPlayer, startGames, type GamesUnderTest } from '../testing/games-room.testing.ts';

const LARGE = process.env.CROUPIER_SUITE_SIZE === 'large';
const OTHER_STUDIO = { provider: 'other-studio', secret: 'other-studio-secret' };
const OTHER_BOOKMAKER = { provider: 'demo-bookmaker-2', secret: 'bookmaker-secret-2' };

let games: GamesUnderTest;
beforeAll(async () => {
  games = await startGames({ realWallet: true });
  const admin = { kind: 'user', userId: aPlayer().userId, roles: ['ADMIN'], sessionId: 's' } as never;
  const ctx = { ...games.ctx(), identity: admin };
  const { provider: name, secret } = OTHER_STUDIO;
  await configureProvider(ctx, { name, secret, dialect: 'croupier' });
}, 90_000);
afterAll(() => games?.stop());

async function certify(
  dialect: string,
  credentials: { provider: string; secret: string },
  house: House,
): Promise<CaseResult[]> {
  const target = { url: games.subgraph.doorUrl!, dialect: DIALECTS.get(dialect)!, credentials, timeoutMs: 20_000 };
  // Eight suites share the machine: how fast an answer comes is measured elsewhere.
  const wishes = { atOnce: 30, slowestMs: 15_000, storm: LARGE ? 500 : 50 };
  return runCertification(target, house, wishes);
}
const failed = (results: CaseResult[]): string[] => results.filter(({ verdict }) => verdict === 'FAIL').map(lineOf);

test('every case that applies to Croupier’s own dialect passes', async () => {
  const house = certificationHouse(games, 'sandbox', { otherProvider: OTHER_STUDIO });
  const results = await certify('croupier', { provider: 'sandbox', secret: 'sandbox-secret' }, house);
  expect(failed(results)).toEqual([]);
  expect(results.filter(({ verdict }) => verdict === 'PASS').length, summaryOf(results)).toBeGreaterThanOrEqual(80);
});

test('every case that applies to bookmakers passes', async () => {
  const house = certificationHouse(games, 'sandbox', { otherProvider: OTHER_BOOKMAKER });
  const results = await certify('bookmaker', { provider: 'demo-bookmaker', secret: 'bookmaker-secret' }, house);
  expect(failed(results)).toEqual([]);
  expect(results.filter(({ verdict }) => verdict === 'PASS').length, summaryOf(results)).toBeGreaterThanOrEqual(60);
});
