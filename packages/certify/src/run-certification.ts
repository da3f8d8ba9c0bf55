import { randomBytes } from 'node:crypto';
import { CaseFailed, NotApplicable, type Case } from './case.ts';
import { CaseRun } from './case-run.ts';
import { CASES } from './cases/index.ts';
import type { House, HouseAbility } from './house.ts';
import type { Player } from './vocabulary.ts';
import type { Exchange, Target } from './wire.ts';

export interface CaseResult {
  number: number;
  title: string;
  verdict: 'PASS' | 'FAIL' | 'NOT APPLICABLE';
  /** why it failed or does not apply; what was noted beside a PASS */
  reason: string;
  evidence: Exchange[];
  tookMs: number;
}

export interface Wishes {
  /** numbers of cases; all unless said */
  only?: number[];
  /** cases that run side by side */
  atOnce?: number;
  /** the most that an answer may take in case 58 */
  slowestMs?: number;
  /** identical rollbacks in case 115 */
  storm?: number;
  /** bets of each of four players in case 58 */
  bets?: number;
  /** told as soon as it is known */
  onResult?: (result: CaseResult) => void;
}

/** What is true after everything else. */
const LAST = 121;
/** The operator's programs end meanwhile, or its open rounds: nothing else may run. */
const ALONE = new Map<number, HouseAbility>([
  [43, 'restart'],
  [78, 'closeOpenRounds'],
]);
/** A storm of one case must not be the load of another's measurement. */
const MEASURED = 58;

/** Runs the cases against a wallet and answers a result for each, in their order. Throws only for what is the kit's own fault. */
export async function runCertification(target: Target, house: House, wishes: Wishes = {}): Promise<CaseResult[]> {
  const { only, atOnce = 6, slowestMs = 2_000, storm = 500, bets = 25, onResult } = wishes;
  const runId = randomBytes(4).toString('hex');
  const everybody: Player[] = [];
  const results = new Map<number, CaseResult>();
  const wanted = CASES.filter(({ number }) => !only || only.includes(number));
  const run = async (certified: Case) => {
    const t = new CaseRun(target, house, `${runId}-${certified.number}`, everybody, { slowestMs, storm, bets });
    const result = await runCase(certified, t);
    results.set(certified.number, result);
    onResult?.(result);
  };
  const alone = ({ number }: Case) => {
    const ability = ALONE.get(number);
    return number === MEASURED || (ability !== undefined && house[ability] !== undefined);
  };
  const queue = wanted.filter((certified) => certified.number !== LAST && !alone(certified));
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) await run(next);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  for (const certified of wanted.filter((certified) => alone(certified) || certified.number === LAST))
    await run(certified);
  return wanted.map(({ number }) => results.get(number)!);
}

async function runCase({ number, title, applies, run }: Case, t: CaseRun): Promise<CaseResult> {
  const startedAt = performance.now();
  const end = (verdict: CaseResult['verdict'], reason: string): CaseResult => ({
    ...{ number, title, verdict, reason },
    evidence: t.exchanges,
    tookMs: performance.now() - startedAt,
  });
  const applicable = applies(t.traits);
  if (applicable !== true) return end('NOT APPLICABLE', applicable);
  try {
    await run(t);
    return end('PASS', t.notes.join('; '));
  } catch (error) {
    if (error instanceof NotApplicable) return end('NOT APPLICABLE', error.message);
    if (error instanceof CaseFailed) return end('FAIL', error.message);
    // The house's own commands and the kit itself: the case proved nothing, which is no PASS.
    return end('FAIL', `could not be run: ${error instanceof Error ? error.message : String(error)}`);
  }
}
