import { writeFileSync } from 'node:fs';
import { CASES } from './cases/index.ts';
import { fileHouse } from './file-house.ts';
import type { House } from './house.ts';
import { BadOptions, readOptions, type Options } from './read-options.ts';
import { asJson, asMarkdown, evidenceOf, lineOf, summaryOf } from './report.ts';
import { runCertification, type CaseResult } from './run-certification.ts';

export interface CommandLine {
  argv: string[];
  say: (line: string) => void;
  complain: (line: string) => void;
  defaults?: { url?: string; secret?: string };
  /** the operator, where no file of players was named */
  house?: (options: Options) => Promise<House>;
}

/** `certify …`. Answers what the process exits with: 0 nothing failed, 1 a case failed, 2 it was not asked rightly. */
export async function certifyFrom({ argv, say, complain, defaults, house }: CommandLine): Promise<number> {
  let options: Options;
  try {
    options = readOptions(argv, defaults);
  } catch (error) {
    if (!(error instanceof BadOptions)) throw error;
    complain(error.message);
    return 2;
  }
  if (options.onlyLists) return list(options, say);
  if (options.house.players === null && !house) {
    complain('needs --players FILE');
    return 2;
  }
  const given = options.house.players === null ? await house!(options) : fileHouse(options.house);
  const { target } = options;
  say(`${target.credentials.provider} in the dialect ${target.dialect.name} at ${target.url}`);
  const results = await runCertification(target, given, options.wishes);
  for (const result of results) say(told(result, options.isVerbose));
  say(summaryOf(results));
  if (options.report !== null) writeReport(options.report, options, results);
  const passed = results.some(({ verdict }) => verdict === 'PASS');
  if (!passed) complain('no case passed: nothing is certified');
  return passed && results.every(({ verdict }) => verdict !== 'FAIL') ? 0 : 1;
}

function told(result: CaseResult, isVerbose: boolean): string {
  const evidence = result.verdict === 'FAIL' || (isVerbose && result.evidence.length > 0);
  return evidence ? `${lineOf(result)}\n${evidenceOf(result)}` : lineOf(result);
}

function list({ target }: Options, say: (line: string) => void): number {
  for (const { number, title, applies } of CASES) {
    const reason = applies(target.dialect.traits);
    say(`${String(number).padStart(3)}  ${title}${reason === true ? '' : `  (not applicable: ${reason})`}`);
  }
  return 0;
}

function writeReport(file: string, { target }: Options, results: CaseResult[]): void {
  const { dialect, credentials, url } = target;
  const certified = { dialect: dialect.name, provider: credentials.provider, url, at: new Date(), results };
  writeFileSync(file, file.endsWith('.md') ? asMarkdown(certified) : asJson(certified));
}
