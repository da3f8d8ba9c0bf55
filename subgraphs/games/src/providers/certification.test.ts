import { generateKeyPairSync } from 'node:crypto';
import { DIALECTS, lineOf, runCertification, summaryOf, type House } from '@croupier/certify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { configureProvider } from '../catalogue/configure-provider.ts';
import { saveGames } from '../catalogue/save-games.ts';
import { certificationHouse } from '../testing/certification-house.testing.ts';
import { aPlayer, startGames, type GamesUnderTest } from '../testing/games-room.testing.ts';
import { DEMO_GAMES } from '../../seeds/demo.ts';
import { DIALECTS as SERVED } from './index.ts';

const LARGE = process.env.CROUPIER_SUITE_SIZE === 'large';
const LEAST_PASSED = 60;
/** Other suites share the machine. */
const LONGEST_MS = 120_000;

let games: GamesUnderTest;
beforeAll(async () => {
  games = await startGames({ realWallet: true });
}, LONGEST_MS);
afterAll(() => games?.stop());

interface Credentials {
  provider: string;
  secret: string;
}

/** Adds a studio that speaks the dialect, with two games; answers with what its own side signs. */
async function addStudio(dialect: string, provider: string): Promise<Credentials> {
  const { kept, signsWith } = secretsOf(dialect, provider);
  await configureProvider(asAdmin(), { name: provider, dialect, secret: kept, promotionsAllowed: true });
  await saveGames(
    games.ctx(),
    provider,
    DEMO_GAMES.map((game) => ({ ...game, thumbnailUrl: null })),
  );
  games.ctx().room.studios.forget();
  return { provider, secret: signsWith };
}

/** Studios in Hub88's style sign with a key of which we have the public half; the others share a secret. */
function secretsOf(dialect: string, provider: string): { kept: string; signsWith: string } {
  if (dialect !== 'hub88') return { kept: `secret-of-${provider}`, signsWith: `secret-of-${provider}` };
  const pem = { format: 'pem' } as const;
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', ...pem },
    privateKeyEncoding: { type: 'pkcs8', ...pem },
  });
  return { kept: publicKey, signsWith: privateKey };
}

async function expectCertified(dialect: string, credentials: Credentials, house: House): Promise<void> {
  const target = { url: games.subgraph.doorUrl!, dialect: DIALECTS.get(dialect)!, credentials, timeoutMs: 20_000 };
  // Other suites share the machine: how fast an answer comes is measured elsewhere.
  const wishes = { atOnce: 30, slowestMs: 15_000, storm: LARGE ? 500 : 25, bets: LARGE ? 100 : 5 };
  const results = await runCertification(target, house, wishes);
  expect(results.filter(({ verdict }) => verdict === 'FAIL').map(lineOf)).toEqual([]);
  const passed = results.filter(({ verdict }) => verdict === 'PASS').length;
  expect(passed, summaryOf(results)).toBeGreaterThanOrEqual(LEAST_PASSED);
}

// A start of the wallet takes seconds: in CI one dialect asks for it.
const restartFor = (dialect: string): Pick<House, 'restart'> =>
  LARGE || dialect === 'croupier' ? { restart: () => games.restart() } : {};

test.each([...SERVED.keys()])(
  'every case that applies to the dialect %s passes',
  async (dialect) => {
    const studio = await addStudio(dialect, `certified-${dialect}`);
    const otherProvider = await addStudio(dialect, `other-${dialect}`);
    const house = certificationHouse(games, studio.provider, { otherProvider, ...restartFor(dialect) });
    await expectCertified(dialect, studio, house);
  },
  LONGEST_MS,
);

test(
  'every case that applies to bookmakers passes',
  async () => {
    const otherProvider = { provider: 'demo-bookmaker-2', secret: 'bookmaker-secret-2' };
    const house = certificationHouse(games, 'sandbox', { otherProvider, ...restartFor('bookmaker') });
    await expectCertified('bookmaker', { provider: 'demo-bookmaker', secret: 'bookmaker-secret' }, house);
  },
  LONGEST_MS,
);

test(
  'every case that applies to bookmakers in the style of Betby passes',
  async () => {
    const bookmaker = await addBookmaker('certified-betby');
    const otherProvider = await addBookmaker('other-betby');
    const house = certificationHouse(games, bookmaker.provider, { otherProvider, ...restartFor('betby') }, null);
    await expectCertified('betby', bookmaker, house);
  },
  LONGEST_MS,
);

/** Adds a bookmaker that signs with a key of its own, of which we have the public half. */
async function addBookmaker(provider: string): Promise<Credentials> {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const secret = publicKey.export({ type: 'spki', format: 'pem' }) as string;
  await configureProvider(asAdmin(), {
    name: provider,
    kind: 'BOOKMAKER',
    dialect: 'betby',
    secret,
    promotionsAllowed: true,
  });
  return { provider, secret: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string };
}

function asAdmin() {
  const identity = { kind: 'user', userId: aPlayer().userId, roles: ['ADMIN'], sessionId: 's' } as never;
  return { ...games.ctx(), identity };
}
