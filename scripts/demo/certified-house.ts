import { randomUUID } from 'node:crypto';
import type { House, Options, Player } from '@croupier/certify';
import { DEMO_PARTNERS } from '../../subgraphs/games/seeds/demo.ts';
import type { DemoHouse } from './demo-house.ts';
import { makePlayers } from './make-players.ts';

const AT_ONCE = 20;
const GAMES = ['dice', 'coinflip'];
const SANDBOX = 'sandbox';

interface MadePlayer {
  userId: string;
  accessToken: string;
  sessionToken: string;
}

/** The running demo house as the certification kit needs an operator: players by the use cases, what staff and players do by the graph. */
export async function certifiedHouse(house: DemoHouse, { target, house: given }: Options): Promise<House> {
  const { dialect, credentials } = target;
  const { provider } = credentials;
  const games = given.games.length > 0 ? given.games : GAMES;
  const isBookmaker = dialect.traits.kind === 'bookmaker';
  const isSandbox = provider === SANDBOX;
  const olga = await house.tokenOf('Olga');
  const accessTokens = new Map<string, string>();
  const ask = (token: string, mutation: string, input: object) => askGraph(target.url, token, mutation, input);
  const asPlayer = ({ playerId }: Player) => accessTokens.get(playerId) ?? '';

  const sessionOf = (playerId: string, currency: string) =>
    house.sessionOf(playerId, isBookmaker ? null : games[0]!, currency, provider);
  const makeSome = async (currency: string): Promise<Player[]> => {
    const made: MadePlayer[] = [];
    const wish = { count: AT_ONCE, balance: '1000.00', currency };
    await makePlayers(house, wish, (line) => made.push(JSON.parse(line) as MadePlayer));
    return Promise.all(
      made.map(async ({ userId: playerId, accessToken, sessionToken }) => {
        accessTokens.set(playerId, accessToken);
        const token = isSandbox ? sessionToken : await sessionOf(playerId, currency);
        return { playerId, token, games, currency, balance: '1000.00' };
      }),
    );
  };
  const ready = new Map<string, Promise<Player[]>>();
  const player = async (currency: string): Promise<Player> => {
    const some = ready.get(currency) ?? makeSome(currency);
    ready.set(currency, some);
    const next = (await some).shift();
    if (next) return next;
    if (ready.get(currency) === some) ready.delete(currency);
    return player(currency);
  };

  return {
    player: ({ currency = 'EUR' }) => player(currency),
    expireSession: ({ token }) => house.expireSession(token),
    secondSession: ({ playerId, currency }) => sessionOf(playerId, currency),
    block: ({ playerId }) =>
      ask(olga, 'blockUser(input: $input) { id }', { userId: playerId, reason: 'certification' }),
    selfExclude: (player) => ask(asPlayer(player), 'selfExclude(input: $input) { id }', { months: 6 }),
    deposit: async ({ playerId, currency }, amount) =>
      void (await house.deposit(playerId, randomUUID(), amount, currency)),
    limitStakes: (player, amount) => {
      const money = { amount, currency: player.currency };
      return ask(asPlayer(player), 'setLimit(input: $input) { id }', { kind: 'WAGER', period: 'DAY', amount: money });
    },
    grantBonus: ({ playerId, currency }, amount) =>
      ask(olga, 'grantBonus(input: $input) { id }', { userId: playerId, kind: 'MONEY', amount: { amount, currency } }),
    grantFreeRounds: ({ playerId, currency }, rounds, stake) => {
      const granted = { kind: 'FREE_ROUNDS', rounds, gameCode: games[0], stake: { amount: stake, currency } };
      return ask(olga, 'grantBonus(input: $input) { id }', { userId: playerId, ...granted });
    },
    closeOpenRounds: () => house.closeRounds(),
    restart: async () => {
      for (const service of ['wallet', 'games'] as const) await house.restart(service);
    },
    ...(await otherProviderOf(dialect.name, provider, (input) =>
      ask(olga, 'configureProvider(input: $input) { name }', input),
    )),
    ...(given.disabledGame === undefined ? {} : { disabledGame: given.disabledGame }),
  };
}

async function otherProviderOf(
  dialect: string,
  provider: string,
  configure: (input: object) => Promise<void>,
): Promise<Pick<House, 'otherProvider'>> {
  const partner = DEMO_PARTNERS.find(({ id }) => id !== provider);
  if (dialect === 'bookmaker')
    return partner ? { otherProvider: { provider: partner.id, secret: partner.secret } } : {};
  // Only of our own dialect is any text a secret.
  if (dialect !== 'croupier') return {};
  const other = { provider: 'certify-other', secret: randomUUID() };
  await configure({ name: other.provider, secret: other.secret, dialect });
  return { otherProvider: other };
}

async function askGraph(url: string, token: string, mutation: string, input: object): Promise<void> {
  const [name = ''] = mutation.split('(');
  const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: `mutation($input: ${type}!) { ${mutation} }`, variables: { input } }),
  });
  const { errors } = (await response.json()) as { errors?: { message: string }[] };
  if (errors?.length) throw new Error(`${name}: ${errors.map(({ message }) => message).join('; ')}`);
}
