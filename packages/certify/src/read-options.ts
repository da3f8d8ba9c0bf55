import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { DIALECTS } from './dialects/index.ts';
import type { Answers, Dialect } from './dialect.ts';
import type { HouseOptions } from './file-house.ts';
import type { Wishes } from './run-certification.ts';
import type { Target } from './wire.ts';
import { CODES, type Code } from './vocabulary.ts';

export const USAGE = `certify --provider NAME --url URL [--dialect croupier] --secret S | --secret-file FILE --players FILE
  --dialect D             ${[...DIALECTS.keys()].join(', ')}
  --players FILE          a player a line: { "userId", "sessionToken", "gameId", "currency"?, "balance"? }, each used once
  --balance 1000.00       what every player begins with, where the line does not say
  --currency EUR          likewise
  --games a,b             more games of the provider
  --disabled-game CODE    a game that takes no bets
  --other-provider N:S    a second provider or partner, with its secret
  --expire-session CMD    --second-session CMD (prints a token)   --block CMD   --self-exclude CMD
  --deposit CMD           --limit-stakes CMD   --grant-bonus CMD   --grant-free-rounds CMD
  --close-open-rounds CMD --restart CMD
                          commands of the shell; {player} {token} {currency} {amount} {rounds} are replaced
  --answer WHAT=CODE|CODE what is right in a situation, where the operator's policy is another one; repeatable
  --path OPERATION=/PATH  where an operation is, when not where the dialect has it; repeatable; {provider} is replaced
  --only 21,44            these cases   --at-once 6   --slowest-ms 2000   --storm 500   --timeout-ms 10000
  --report FILE           .json (all evidence) or .md      --verbose  evidence of all cases      --list  the cases`;

/** The command line does not say what is needed. */
export class BadOptions extends Error {}

const text = { type: 'string' } as const;
const many = { type: 'string', multiple: true } as const;
const flag = { type: 'boolean' } as const;
const OPTIONS = {
  ...{ provider: text, url: text, dialect: { ...text, default: 'croupier' }, secret: text, 'secret-file': text },
  ...{ players: text, balance: { ...text, default: '1000.00' }, currency: { ...text, default: 'EUR' }, games: text },
  ...{ 'disabled-game': text, 'other-provider': text, 'expire-session': text, 'second-session': text, block: text },
  ...{ 'self-exclude': text, deposit: text, 'limit-stakes': text, 'grant-bonus': text, 'grant-free-rounds': text },
  ...{ 'close-open-rounds': text, restart: text, answer: many, path: many, only: text, 'at-once': text },
  ...{ 'slowest-ms': text, storm: text, 'timeout-ms': text, report: text },
  ...{ verbose: flag, list: flag, help: flag },
} as const;

export interface Options {
  target: Target;
  house: HouseOptions;
  wishes: Wishes;
  report: string | null;
  isVerbose: boolean;
  onlyLists: boolean;
}

/** Throws BadOptions. Without `url` or `secret` the defaults of the caller stand. */
export function readOptions(argv: string[], defaults: { url?: string; secret?: string } = {}): Options {
  const values = parsed(argv);
  if (values.help) throw new BadOptions(USAGE);
  const onlyLists = values.list ?? false;
  const dialect = dialectOf(values.dialect, values.answer ?? []);
  const provider = values.provider ?? (onlyLists ? '' : missing('--provider'));
  const secret = values['secret-file']
    ? readFileSync(values['secret-file'], 'utf8')
    : (values.secret ?? defaults.secret);
  const url = values.url ?? defaults.url ?? (onlyLists ? 'http://localhost' : missing('--url'));
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new BadOptions('--url is an http or https address');
  const credentials = { provider, secret: secret ?? (onlyLists ? '' : missing('--secret')) };
  const paths = Object.fromEntries((values.path ?? []).map((each) => each.split('=', 2) as [string, string]));
  const target = {
    paths,
    url: url.replace(/\/+$/, ''),
    dialect,
    credentials,
    timeoutMs: number(values, 'timeout-ms') ?? 10_000,
  };
  const wishes = {
    only: values.only?.split(',').map((each) => whole('--only', each)),
    atOnce: number(values, 'at-once'),
    slowestMs: number(values, 'slowest-ms'),
    storm: number(values, 'storm'),
  };
  const { report = null, verbose: isVerbose = false } = values;
  return { target, house: houseOf(values), wishes, report, isVerbose, onlyLists };
}

type Values = ReturnType<typeof parsed>;
function parsed(argv: string[]) {
  try {
    return parseArgs({ args: argv, options: OPTIONS }).values;
  } catch (error) {
    throw new BadOptions(error instanceof Error ? error.message : String(error));
  }
}

function houseOf(values: Values): HouseOptions {
  const { players = null, balance, currency, games, 'disabled-game': disabledGame, 'other-provider': other } = values;
  const colon = other?.indexOf(':') ?? -1;
  if (other !== undefined && colon < 1) throw new BadOptions('--other-provider is NAME:SECRET');
  return {
    ...{ players, balance, currency, games: games?.split(',') ?? [] },
    ...(disabledGame === undefined ? {} : { disabledGame }),
    ...(other === undefined
      ? {}
      : { otherProvider: { provider: other.slice(0, colon), secret: other.slice(colon + 1) } }),
    commands: {
      expireSession: values['expire-session'],
      secondSession: values['second-session'],
      block: values.block,
      selfExclude: values['self-exclude'],
      deposit: values.deposit,
      limitStakes: values['limit-stakes'],
      grantBonus: values['grant-bonus'],
      grantFreeRounds: values['grant-free-rounds'],
      closeOpenRounds: values['close-open-rounds'],
      restart: values.restart,
    },
  };
}

function dialectOf(name: string, said: string[]): Dialect {
  const dialect = DIALECTS.get(name) ?? missing(`--dialect, one of ${[...DIALECTS.keys()].join(', ')}`);
  const answers: Answers = { ...dialect.traits.answers };
  for (const each of said) {
    const [situation = '', codes = ''] = each.split('=');
    if (!(situation in answers))
      throw new BadOptions(`--answer: the situations are ${Object.keys(answers).join(', ')}`);
    const unknown = codes.split('|').find((code) => !(CODES as readonly string[]).includes(code));
    if (unknown !== undefined) throw new BadOptions(`--answer: ${unknown} is none of ${CODES.join(', ')}`);
    answers[situation as keyof Answers] = codes.split('|') as Code[];
  }
  return { ...dialect, traits: { ...dialect.traits, answers } };
}

const missing = (what: string): never => {
  throw new BadOptions(`needs ${what}`);
};
const number = (values: Values, name: 'at-once' | 'slowest-ms' | 'storm' | 'timeout-ms'): number | undefined =>
  values[name] === undefined ? undefined : whole(`--${name}`, values[name]);

function whole(name: string, text: string): number {
  if (!/^[1-9][0-9]{0,8}$/.test(text)) throw new BadOptions(`${name}: ${text} is no whole number above zero`);
  return Number(text);
}
