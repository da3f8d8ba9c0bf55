/** Keeps the house tidy (house.md): what no compiler sees. Reads files, starts nothing. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const REPOSITORY = fileURLToPath(new URL('..', import.meta.url));
const MOST_LINES = 320;
const MOST_LINES_OF_A_TEST = 400;
const ENTRY_FILES = ['main.ts', 'config.ts', 'orm.ts', 'schema.ts'];
const NAMES_NOT_FOUND_YET = new Set(['utils', 'helpers', 'services', 'managers', 'base']);
const NO_TEXT = /\.(png|jpe?g|gif|ico|webp|avif|woff2?|ttf|pdf|zip|xlsx|wasm)$/;
const EDGE_OR_ENTITY = /(\.(resolver|args|type|route|entity|errors|testing)\.ts|(^|\/)(on|answer)-[^/]+\.ts)$/;

/** Slices without a test file of their own: which test walks through them, and its sentence. A slice that gets a test leaves. */
const TESTED_ELSEWHERE: Record<string, { file: string; sentence: string }> = {
  'payments/limits': {
    file: 'payments/src/deposits/deposit.test.ts',
    sentence: '20 parallel deposits with one key are one payment',
  },
  'payments/reconciliation': {
    file: 'payments/src/progress/crash.test.ts',
    sentence: 'a webhook that was lost is made up for by asking the PSP',
  },
  'reports/alerts': {
    file: 'reports/src/running/oversight-and-templates.test.ts',
    sentence: 'are resolved once, with a note, by compliance',
  },
  'reports/audit-log': {
    file: 'reports/src/running/oversight-and-templates.test.ts',
    sentence: 'shows who did what, filtered, the newest first',
  },
  'reports/templates': {
    file: 'reports/src/running/oversight-and-templates.test.ts',
    sentence: 'a template is kept, changed by who made it and by admins, and forgotten',
  },
  'users/gate': {
    file: 'users/src/exclusions/exclusions.test.ts',
    sentence: 'an exclusion while the wallet is down is stored, said to be queued, and arrives',
  },
  'users/notifications': {
    file: 'users/src/sign-in/sign-in-with-telegram.test.ts',
    sentence: 'where mail cannot be sent the answer is PROVIDER_UNAVAILABLE',
  },
  'users/partners': { file: 'users/src/profile/access.test.ts', sentence: 'createPartnerKey' },
  'users/registration': {
    file: 'users/src/sign-in/sign-in-with-telegram.test.ts',
    sentence: 'a new person walks from Telegram to a session',
  },
  'users/second-factor': {
    file: 'users/src/sign-in/sign-in-with-telegram.test.ts',
    sentence: 'a person with SMS is sent a code when they enrol and when they come back',
  },
  'wallet/accounts': {
    file: 'wallet/src/ledger/answer-commands.test.ts',
    sentence: 'a person who registers has a EUR wallet, also when the event comes twice',
  },
  'wallet/debts': {
    file: 'wallet/src/balances/balances.test.ts',
    sentence: 'what a re-settlement could not take is owed',
  },
};

const read = (file: string): string => readFileSync(join(REPOSITORY, file), 'utf8');
const isTest = (file: string): boolean => /\.test\.tsx?$/.test(file);
/** Of the repository: committed, or new and not ignored. */
const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: REPOSITORY })
  .toString()
  .split('\0')
  .filter((file) => file !== '' && existsSync(join(REPOSITORY, file)));
const texts = files.filter((file) => !NO_TEXT.test(file));

interface Compose {
  services: Record<string, { environment?: Record<string, unknown> }>;
}
const { subgraphs } = parse(read('supergraph.yaml')) as { subgraphs: Record<string, { schema: { file: string } }> };
const compose = parse(read('docker-compose.yml'), { merge: true }) as Compose;

/** Lines that match, as `file:line: text`. */
function linesWith(pattern: RegExp, among: string[]): string[] {
  return among.flatMap((file) => {
    const lines = read(file)
      .split('\n')
      .map((line, index) => ({ line, at: `${file}:${index + 1}` }));
    return lines.filter(({ line }) => pattern.test(line)).map(({ line, at }) => `${at}: ${line.trim().slice(0, 120)}`);
  });
}

describe('every subgraph of supergraph.yaml', () => {
  test.each(Object.keys(subgraphs))('%s has its files, its schema and its place in docker-compose.yml', (name) => {
    const src = `subgraphs/${name}/src/`;
    // Who neither hears nor answers anything has no list of it.
    const speaks = files.some((file) => file.startsWith(src) && /\/(on|answer)-[^/]+\.ts$/.test(file));
    const lists = [...ENTRY_FILES, ...(speaks ? ['messages.ts'] : [])];
    const wanted = [...lists.map((file) => src + file), subgraphs[name]!.schema.file];
    expect(wanted.filter((file) => !existsSync(join(REPOSITORY, file)))).toEqual([]);
    expect(Object.keys(compose.services)).toContain(name);
    expect(Object.keys(compose.services['gateway']?.environment ?? {})).toContain(`${name.toUpperCase()}_URL`);
  });

  test('is every folder of subgraphs/', () => {
    const folders = files.filter((file) => file.startsWith('subgraphs/')).map((file) => file.split('/')[1] as string);
    expect([...new Set(folders)].sort()).toEqual(Object.keys(subgraphs).sort());
  });
});

test('.env.example names every variable that a config.ts reads', () => {
  const configs = files.filter((file) => /^(packages|subgraphs|gateway|web)\/.*\/config\.ts$/.test(file));
  expect(configs.length).toBeGreaterThanOrEqual(Object.keys(subgraphs).length + 4);
  const named = new Set([...read('.env.example').matchAll(/^([A-Z_]+)=/gm)].map((match) => match[1]));
  const missing = configs.flatMap((file) => {
    const variables = [...read(file).matchAll(/^\s+([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*): /gm)].map(
      (match) => match[1] as string,
    );
    expect(variables, file).not.toEqual([]);
    return variables.filter((variable) => !named.has(variable)).map((variable) => `${variable} of ${file}`);
  });
  expect(missing).toEqual([]);
});

test('no folder has a name that says nothing', () => {
  const rooms = files.filter((file) => /^(packages|subgraphs|gateway|web)\//.test(file));
  const folders = new Set(rooms.map((file) => dirname(file)));
  expect([...folders].filter((folder) => folder.split('/').some((name) => NAMES_NOT_FOUND_YET.has(name)))).toEqual([]);
});

test('no test is left out, and none runs alone', () => {
  expect(linesWith(/\b(?:test|it|describe)\.(?:skip|only)\(/, files.filter(isTest))).toEqual([]);
});

test('files are short enough to be read', () => {
  const sources = files.filter((file) => /^(subgraphs\/[^/]+|packages\/[^/]+|gateway)\/src\/.*\.ts$/.test(file));
  const tooLong = sources.flatMap((file) => {
    const lines = read(file).split('\n').length - 1;
    return lines > (isTest(file) ? MOST_LINES_OF_A_TEST : MOST_LINES) ? [`${file}: ${lines}`] : [];
  });
  expect(tooLong).toEqual([]);
});

describe('every slice with a use case', () => {
  const slices = new Map<string, string[]>();
  for (const file of files) {
    const [, room, slice] = /^subgraphs\/([^/]+)\/src\/([^/]+)\/.+\.ts$/.exec(file) ?? [];
    if (room && slice && slice !== 'testing')
      slices.set(`${room}/${slice}`, [...(slices.get(`${room}/${slice}`) ?? []), file]);
  }
  const isUseCase = (file: string): boolean =>
    !isTest(file) && !EDGE_OR_ENTITY.test(file) && basename(file) !== 'index.ts';
  const untested = [...slices].filter(([, its]) => its.some(isUseCase) && !its.some(isTest)).map(([slice]) => slice);

  test('has a test beside it, or is named here with the test that walks through it', () => {
    expect(untested.sort()).toEqual(Object.keys(TESTED_ELSEWHERE).sort());
  });

  test.each(Object.entries(TESTED_ELSEWHERE))('%s is tested where this file says', (_slice, { file, sentence }) => {
    expect(read(`subgraphs/${file}`)).toContain(sentence);
  });
});

test('no text holds a path of somebody’s machine', () => {
  expect(linesWith(/(?<![\w.-])\/(?:work|root|home)\//, texts)).toEqual([]);
});

test('no text holds the marks of a merge that was not finished', () => {
  expect(linesWith(/^(?:<{7}|>{7}|\|{7}) /, texts)).toEqual([]);
});

test('no text names a package registry’s host', () => {
  expect(
    linesWith(/\bregistry\.(?:npmjs|yarnpkg)\b|\bnpmjs\.(?:org|com)\b|\bverdaccio\b|\bartifactory\b/i, texts),
  ).toEqual([]);
});

test('every deliberate bug fits the code as it is', () => {
  const bugs = files.filter((file) => /^bugs\/.*\.patch$/.test(file));
  expect(bugs.length).toBeGreaterThanOrEqual(20);
  for (const bug of bugs) execFileSync('git', ['apply', '--check', bug], { cwd: REPOSITORY });
});

test('links in the documents lead to files', () => {
  const documents = files.filter((file) => /^[^/]+\.md$|^docs\/.*\.md$/.test(file));
  expect(documents).toContain('README.md');
  const lost = documents.flatMap((file) => {
    const prose = read(file).replace(/^```.*?^```/gms, '');
    const targets = [...prose.matchAll(/\]\(\s*<?([^)\s>]+)/g)].map((match) => decodeURI(match[1] as string));
    const paths = targets
      .filter((target) => !/^([a-z]+:|#)/.test(target))
      .map((target) => target.split('#')[0] as string);
    return paths.filter((path) => !existsSync(join(REPOSITORY, dirname(file), path))).map((path) => `${file}: ${path}`);
  });
  expect(lost).toEqual([]);
});
