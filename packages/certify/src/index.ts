export { runCertification } from './run-certification.ts';
export type { CaseResult, Wishes } from './run-certification.ts';
export { CASES } from './cases/index.ts';
export { DIALECTS } from './dialects/index.ts';
export type { Answers, Credentials, Dialect, Traits } from './dialect.ts';
export type { House, HouseAbility } from './house.ts';
export type { Player } from './vocabulary.ts';
export type { Target } from './wire.ts';
export { asJson, asMarkdown, evidenceOf, lineOf, summaryOf } from './report.ts';
