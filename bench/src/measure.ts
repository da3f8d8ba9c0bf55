/** What one run of one contender took. */
export interface Run {
  operations: number;
  seconds: number;
  /** of each answer, in milliseconds */
  latencies: number[];
  /** of this process alone, in microseconds */
  cpuMicros: number;
  /** of the database's processes, in microseconds; 0 where nobody counts them */
  databaseCpuMicros: number;
}

/**
 * Closed loop: `callers` callers ask again as soon as they are answered, until `forMs` are over; what is under way then is
 * waited for and counted. `ask` answers how many operations it did, and throws where one was not done.
 */
export async function measure(input: {
  callers: number;
  forMs: number;
  ask: () => Promise<number>;
  /** what the database's processes have used so far, in microseconds */
  databaseCpuMicros?: () => number;
}): Promise<Run> {
  const latencies: number[] = [];
  let operations = 0;
  const databaseCpu = input.databaseCpuMicros ?? (() => 0);
  const databaseCpuBefore = databaseCpu();
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  const caller = async (): Promise<void> => {
    for (let at = performance.now(); at - startedAt < input.forMs;) {
      const done = await input.ask();
      operations += done;
      const answeredAt = performance.now();
      latencies.push(answeredAt - at);
      at = answeredAt;
    }
  };
  await Promise.all(Array.from({ length: input.callers }, caller));
  const seconds = (performance.now() - startedAt) / 1_000;
  const cpu = process.cpuUsage(cpuBefore);
  const databaseCpuMicros = databaseCpu() - databaseCpuBefore;
  return { operations, seconds, latencies, cpuMicros: cpu.user + cpu.system, databaseCpuMicros };
}

/** Several runs of one contender as one line of a table. */
export interface Summary {
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  cpuMicrosPerOperation: number;
  databaseCpuMicrosPerOperation: number;
}

/** The median of the runs' throughputs; percentiles over all answers. */
export function summarise(runs: Run[]): Summary {
  const latencies = Float64Array.from(runs.flatMap((run) => run.latencies)).sort();
  const operations = runs.reduce((sum, run) => sum + run.operations, 0);
  return {
    perSecond: median(runs.map(rate)),
    p50Ms: latencies[Math.floor(latencies.length * 0.5)] ?? NaN,
    p99Ms: latencies[Math.floor(latencies.length * 0.99)] ?? NaN,
    cpuMicrosPerOperation: runs.reduce((sum, run) => sum + run.cpuMicros, 0) / operations,
    databaseCpuMicrosPerOperation: runs.reduce((sum, run) => sum + run.databaseCpuMicros, 0) / operations,
  };
}

/** The median of the ratios of runs that stood side by side. */
export function ratio(left: Run[], right: Run[]): number {
  return median(left.map((run, index) => rate(run) / rate(right[index] as Run)));
}

const rate = (run: Run): number => run.operations / run.seconds;

function median(values: number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}
