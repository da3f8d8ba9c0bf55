import { withClient } from '@croupier/infra';
import { freshDatabase, type FreshDatabase } from '@croupier/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chosenGames, countSql, gamesSql, SEARCH, withWords, type GameFilter } from './list-games.ts';

const GAMES = process.env.CROUPIER_SUITE_SIZE === 'large' ? 10_000 : 4_000;
const STUDIOS = Array.from({ length: 20 }, (_, index) => `studio-${index}`);
let database: FreshDatabase;

/** Thousands of games of twenty studios with titles of two languages, made by one statement: this test is about plans. */
const FILL = `insert into game (id, provider, code, slug, titles, genre, volatility, rtp, currencies, tags, position)
  select gen_random_uuid(), 'studio-' || n % 20, 'g' || n, 'game-' || n,
    jsonb_build_object('en', (array['Golden','Lucky','Wild','Mystic','Royal','Crazy','Hidden','Frozen','Burning','Ancient'])[1 + n % 10] || ' ' ||
      (array['Reels','Dragon','Pirates','Temple','Fruits','Diamond','Wolf','Pharaoh'])[1 + n / 10 % 8] || ' ' || n,
      'ru', (array['Золотой','Удачный','Дикий','Тайный','Царский','Безумный','Скрытый','Ледяной','Горящий','Древний'])[1 + n % 10] || ' ' ||
      (array['барабан','дракон','пират','храм','фрукт','алмаз','волк','фараон'])[1 + n / 10 % 8] || ' ' || n),
    (array['SLOT','INSTANT','TABLE','LIVE','CRASH','SPORT'])[1 + n % 6], (array['LOW','MEDIUM','HIGH'])[1 + n % 3], '96.10',
    '["EUR","USD"]', case when n % 100 = 0 then '["jackpot"]'::jsonb else '[]' end, 1000 + n % 7
  from generate_series(1, ${GAMES}) n`;

beforeAll(async () => {
  database = await freshDatabase('games');
  await withClient(database.ownerUrl, async (owner) => {
    for (const name of STUDIOS)
      await owner.query(`insert into provider (name, title, dialect, secret_sealed) values ($1, $1, 'croupier', 'x')`, [
        name,
      ]);
    await owner.query(FILL);
    await owner.query('vacuum analyze game, game_word');
  });
});
afterAll(() => database?.drop());

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: Plan[];
}
interface Explained {
  nodes: Plan[];
  executionMs: number;
  rows: { slug: string; position: number; titles: { en: string } }[];
}

/** Runs a page, or its count, as listGames does, and explains each statement. */
async function explain(
  filter: GameFilter,
  {
    after = null,
    count = false,
    ...wish
  }: { after?: { position: number; slug: string } | null; count?: boolean; isBroad?: boolean } = {},
): Promise<Explained> {
  return withClient(database.appUrl, async (app) => {
    const nodes: Plan[] = [];
    let executionMs = 0;
    const run = async (statement: { sql: string; parameters: unknown[] }) => {
      let number = 0;
      const sql = statement.sql.replaceAll('?', () => `$${(number += 1)}`);
      const { rows } = await app.query(sql, statement.parameters);
      const explained = await app.query(`explain (analyze, format json) ${sql}`, statement.parameters);
      const [{ Plan: plan, 'Execution Time': ms }] = explained.rows[0]['QUERY PLAN'];
      nodes.push(...flat(plan));
      executionMs += ms;
      return rows;
    };
    let chosen = chosenGames(filter, STUDIOS, 'somebody');
    if (filter.search != null)
      chosen = withWords(chosen, { ...(await run({ sql: SEARCH, parameters: [filter.search] }))[0], ...wish });
    const rows = await run(count ? { ...chosen, sql: countSql(chosen.where) } : gamesSql(chosen, after, 49));
    return { nodes, executionMs, rows };
  });
}
const flat = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(flat)];

const CASES: [string, GameFilter, ((titles: string[]) => void)?][] = [
  ['the first page', {}],
  ['a genre', { genre: 'CRASH' }],
  ['a provider', { provider: 'studio-7' }],
  ['a volatility in a currency', { volatility: 'HIGH', currency: 'EUR' }],
  ['a country', { country: 'LV' }],
  ['a tag', { tag: 'jackpot' }],
  [
    'beginnings of words',
    { search: 'gold drag' },
    (titles) => expect(titles.every((title) => /^Golden Dragon/.test(title))).toBe(true),
  ],
  ['one letter', { search: 'p' }],
  [
    'a misspelt word',
    { search: 'pharoah' },
    (titles) => expect(titles.every((title) => title.includes('Pharaoh'))).toBe(true),
  ],
  [
    'a Russian word',
    { search: 'дракон' },
    (titles) => expect(titles.every((title) => title.includes('Dragon'))).toBe(true),
  ],
  [
    'a misspelt Russian word in a genre',
    { search: 'дрокон', genre: 'SLOT' },
    (titles) => expect(titles.every((title) => title.includes('Dragon'))).toBe(true),
  ],
  ['nothing that exists', { search: 'zzzzqqqq' }, (titles) => expect(titles).toEqual([])],
  ['favourites', { favourites: true }, (titles) => expect(titles).toEqual([])],
];

test.each(CASES)(
  '%s of thousands of games is found without reading all of them in turn',
  async (name, filter, judge) => {
    const { nodes, executionMs, rows } = await explain(filter);
    if (process.env.PRINT_PLANS)
      process.stderr.write(
        `${name}: ${executionMs.toFixed(2)} ms, ${rows.length} rows, ${nodes.map((node) => node['Node Type']).join(' < ')}\n`,
      );
    const whole = nodes.filter((node) => node['Node Type'] === 'Seq Scan' && node['Relation Name'] === 'game');
    expect(whole).toEqual([]);
    if (judge && name !== 'nothing that exists' && name !== 'favourites') expect(rows).not.toEqual([]);
    judge?.(rows.map((row) => row.titles.en));
  },
);

test.each(['p', 'g', 'дракон'])(
  'of %s, which many games have, the first are read without sorting all',
  async (search) => {
    const { nodes, executionMs, rows } = await explain({ search });
    if (process.env.PRINT_PLANS) process.stderr.write(`broad ${search}: ${executionMs.toFixed(2)} ms\n`);
    expect(nodes.map((node) => node['Node Type'])).not.toContain('Sort');
    expect(rows).toEqual((await explain({ search }, { isBroad: false })).rows);
  },
);

test('counting all of them reads an index alone', async () => {
  const { nodes, executionMs, rows } = await explain({}, { count: true });
  if (process.env.PRINT_PLANS)
    process.stderr.write(
      `count: ${executionMs.toFixed(2)} ms, ${nodes.map((node) => node['Node Type']).join(' < ')}\n`,
    );
  expect(rows).toEqual([{ count: String(GAMES) }]);
  expect(nodes.filter((node) => node['Node Type'] === 'Seq Scan' && node['Relation Name'] === 'game')).toEqual([]);
});

test('pages follow one another by their keys, without a gap and without reading what came before', async () => {
  const seen: string[] = [];
  let after: { position: number; slug: string } | null = null;
  for (let page = 0; page < 6; page += 1) {
    const { nodes, rows } = await explain({ genre: 'LIVE' }, { after });
    const shown = rows.slice(0, 48);
    seen.push(...shown.map((row) => row.slug));
    after = shown.at(-1)!;
    for (const node of nodes)
      expect(node['Actual Rows'] * node['Actual Loops'] + (node['Rows Removed by Filter'] ?? 0)).toBeLessThan(200);
  }
  expect(new Set(seen).size).toBe(288);
});
