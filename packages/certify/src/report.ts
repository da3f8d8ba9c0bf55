import type { CaseResult } from './run-certification.ts';
import type { Exchange } from './wire.ts';

export interface Certified {
  dialect: string;
  provider: string;
  url: string;
  at: Date;
  results: CaseResult[];
}

const count = (results: CaseResult[], verdict: CaseResult['verdict']): number =>
  results.filter((result) => result.verdict === verdict).length;

/** "87 PASS, 0 FAIL, 35 NOT APPLICABLE". */
export const summaryOf = (results: CaseResult[]): string =>
  (['PASS', 'FAIL', 'NOT APPLICABLE'] as const).map((verdict) => `${count(results, verdict)} ${verdict}`).join(', ');

/** One line of the table. */
export function lineOf({ number, title, verdict, reason }: CaseResult): string {
  const said = reason === '' ? '' : `\n${' '.repeat(20)}${reason}`;
  return `${String(number).padStart(3)} ${verdict.padEnd(14)}  ${title}${said}`;
}

/** Requests and answers, as they went over the wire. */
export function evidenceOf({ evidence }: CaseResult, most = 12): string {
  const left = evidence.length - most;
  const shown = evidence.slice(-most).map((exchange) =>
    linesOf(exchange)
      .map((line) => `      ${line}`)
      .join('\n'),
  );
  return [...(left > 0 ? [`      … ${left} before`] : []), ...shown].join('\n');
}

function linesOf({ method, url, headers, sent, status, answered, tookMs }: Exchange): string[] {
  const told = Object.entries(headers).filter(([name]) => name !== 'content-type');
  return [
    `> ${method} ${url}`,
    ...told.map(([name, value]) => `> ${name}: ${value}`),
    `> ${sent}`,
    `< ${status ?? 'no answer'} (${Math.round(tookMs)} ms) ${answered}`,
  ];
}

/** The whole run as JSON, evidence of every case included. */
export const asJson = ({ at, ...certified }: Certified): string =>
  `${JSON.stringify({ ...certified, at: at.toISOString(), summary: summaryOf(certified.results) }, null, 2)}\n`;

/** The whole run as a page: the table, then the evidence of what failed. */
export function asMarkdown({ dialect, provider, url, at, results }: Certified): string {
  const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
  const rows = results.map(
    ({ number, title, verdict, reason }) => `| ${number} | ${cell(title)} | ${verdict} | ${cell(reason)} |`,
  );
  const failed = results.filter(({ verdict }) => verdict === 'FAIL');
  return [
    `# Certification of ${provider} (${dialect})`,
    '',
    `${url}, ${at.toISOString()}: ${summaryOf(results)}.`,
    '',
    '| case | what is promised | verdict | |',
    '| ---: | --- | --- | --- |',
    ...rows,
    ...failed.flatMap((result) => [
      '',
      `## ${result.number}. ${result.title}`,
      '',
      result.reason,
      '',
      '```',
      evidenceOf(result, 40),
      '```',
    ]),
    '',
  ].join('\n');
}
