import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '@croupier/testkit';
import { expect, it } from 'vitest';
import { Bookmaker } from '../src/bookmaker.ts';
import type { GraphAnswer } from '../src/graph.ts';
import { house } from '../src/house.ts';

const LARGE = process.env.CROUPIER_SUITE_SIZE === 'large';
const CALLERS = LARGE ? 16 : 4;
/** An identity may ask 200 times a second; where circuits are open, answers come at once. */
const PAUSE_MS = CALLERS * 8;
const SUBGRAPHS = ['users', 'wallet', 'games', 'payments', 'reports'] as const;
type Subgraph = (typeof SUBGRAPHS)[number];

/** What each of them alone can answer; fields of `User` and `BookmakerBet` cross from one to another. */
const PARTS: Record<Subgraph, (string | number)[][]> = {
  users: [['user'], ['bookmakerBets', 'edges', 0, 'node', 'user']],
  wallet: [['user', 'wallet'], ['adjustments']],
  games: [['game'], ['bookmakerBets']],
  payments: [['user', 'payments'], ['paymentMethods']],
  reports: [['reportCatalog']],
};
const QUERY = `query ($id: ID!) {
  user(id: $id) { id displayName wallet(currency: "EUR") { version locked { amount } } payments(first: 1) { edges { cursor } } }
  bookmakerBets(filter: { userId: $id }) { edges { node { status user { displayName } } } }
  game(slug: "dice") { code }
  paymentMethods(kind: DEPOSIT) { id }
  adjustments(first: 1) { pageInfo { hasNextPage } }
  reportCatalog { measures { label } }
}`;
/** A subgraph that is silent is given up after 10 s. */
const SEEN_WITHIN_MS = 60_000;

const valueAt = (data: unknown, path: (string | number)[]): unknown =>
  path.reduce((value, name) => (value as Record<string, unknown> | null | undefined)?.[name], data);

/** `data` without what stands at these paths. */
function without(data: object, paths: (string | number)[][]): unknown {
  const left = structuredClone(data);
  for (const path of paths) {
    const parent = valueAt(left, path.slice(0, -1)) as Record<string, unknown> | null | undefined;
    if (parent) parent[path.at(-1)!] = null;
  }
  return left;
}

it('each subgraph is killed under load: its own fields are missing, all others are right, and soon nothing is missing', async () => {
  const at = house();
  const staff = at.person('Olga');
  const { userId } = JSON.parse(at.demo('players', '1', '--balance', '10.00', '--currency', 'EUR').at(-1)!) as {
    userId: string;
  };
  const bet = { partner_player_id: userId, bet_id: `chaos-${userId}`, amount: '1.00', round_id: 'chaos' };
  await new Bookmaker(at.gateway).insist('block_funds', bet, 30_000);
  const ask = () => staff.answer<object>(QUERY, { id: userId });
  const { data: whole, errors } = await eventually(async () => {
    const answer = await ask();
    expect(answer.data).toMatchObject({ bookmakerBets: { edges: [{}] }, game: {}, reportCatalog: {} });
    return answer;
  });
  expect(errors).toEqual([]);

  /** Those that were struck and are not known to be back. */
  const struck = new Set<Subgraph>();
  const lacking = new Map(SUBGRAPHS.map((name) => [name, 0]));
  let [answers, wholeInARow, over] = [0, 0, false];
  const judge = ({ data, errors: refused }: GraphAnswer<object>, struckBefore: ReadonlySet<Subgraph>): void => {
    expect(refused.filter(({ extensions }) => extensions?.code !== 'PROVIDER_UNAVAILABLE')).toEqual([]);
    const missing = SUBGRAPHS.filter((name) => struck.has(name) || struckBefore.has(name)).flatMap((name) =>
      PARTS[name].filter((path) => valueAt(data, path) === null),
    );
    expect(data).toEqual(without(whole!, missing));
    expect(refused.length > 0).toBe(missing.length > 0);
    for (const name of SUBGRAPHS)
      if (PARTS[name].every((path) => valueAt(data, path) == null)) lacking.set(name, lacking.get(name)! + 1);
    answers += 1;
    wholeInARow = missing.length === 0 ? wholeInARow + 1 : 0;
  };
  const strike = async (name: Subgraph, signal: NodeJS.Signals) => {
    struck.add(name);
    const before = lacking.get(name)!;
    const pid = at.pidOf(name);
    process.kill(pid, signal);
    await eventually(() => expect(lacking.get(name)).toBeGreaterThan(before), { timeoutMs: SEEN_WITHIN_MS });
    if (signal === 'SIGSTOP') process.kill(pid, 'SIGCONT');
  };
  const untilWhole = async () => {
    wholeInARow = 0;
    await eventually(() => expect(wholeInARow).toBeGreaterThan(CALLERS), { timeoutMs: SEEN_WITHIN_MS });
    struck.clear();
  };
  const chaos = async () => {
    for (const signal of LARGE ? (['SIGKILL', 'SIGSTOP'] as const) : (['SIGKILL'] as const))
      for (const name of SUBGRAPHS) {
        await strike(name, signal);
        // One after another to the end takes its time; else the next one falls while this one starts.
        if (LARGE) await untilWhole();
      }
    await untilWhole();
  };
  const callers = Array.from({ length: CALLERS }, async () => {
    while (!over) {
      const struckBefore = new Set(struck);
      judge(await ask(), struckBefore);
      await pause(PAUSE_MS);
    }
  });
  await Promise.all([chaos().finally(() => (over = true)), ...callers]);
  process.stdout.write(`faults: each subgraph struck under load, ${answers} answers judged, of which ${[...lacking].map(([name, count]) => `${count} without ${name}`).join(', ')}\n`); // prettier-ignore
}, 900_000);
