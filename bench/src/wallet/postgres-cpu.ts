import { readFileSync } from 'node:fs';

const MICROS_PER_TICK = 10_000;

/**
 * What a PostgreSQL and all of its processes have used so far, in microseconds (steps of 10 ms); 0 where there is no /proc to ask.
 * `postmaster` is its process id.
 */
export function postgresCpuMicros(postmaster: number): number {
  try {
    const children = readFileSync(`/proc/${postmaster}/task/${postmaster}/children`, 'utf8').split(' ').filter(Boolean);
    const [own, gone] = timesOf(postmaster);
    return (own + gone + children.reduce((sum, child) => sum + timesOf(Number(child))[0], 0)) * MICROS_PER_TICK;
  } catch {
    return 0;
  }
}

/** Ticks of a process, and of its children that it has outlived. */
function timesOf(pid: number): [own: number, gone: number] {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return [0, 0]; // it ended a moment ago
  }
  // The name may hold blanks and brackets; utime, stime, cutime and cstime are fields 14 to 17.
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  return [fields[11]! + fields[12]!, fields[13]! + fields[14]!];
}
