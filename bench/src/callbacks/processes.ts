import { readdirSync, readFileSync } from 'node:fs';

/** USER_HZ, which Linux fixes for everybody who reads /proc. */
const TICK_MICROS = 10_000;

function statOf(pid: number): { parent: number; cpuMicros: number } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name in brackets may hold anything, so what is counted begins behind it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { parent: Number(fields[1]), cpuMicros: (Number(fields[11]) + Number(fields[12])) * TICK_MICROS };
  } catch {
    return null;
  }
}

/** CPU that a process and those that it started have used so far, in microseconds (to 10 ms). */
export function cpuMicrosOf(pid: number): number {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => statOf(Number(name))?.parent === pid);
  return [pid, ...children.map(Number)].reduce((sum, each) => sum + (statOf(each)?.cpuMicros ?? 0), 0);
}
