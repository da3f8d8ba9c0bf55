/** Faults on purpose, in a real wallet process: `CROUPIER_FAULT` says where it dies or stands still. Never in production (config.ts). */
import { FAULT_POINTS, type FaultPoint } from './lane.ts';

export interface Fault {
  point: FaultPoint;
  /** at which passing of the point in this process, over all lanes; 1 is the first */
  passing: number;
  signal: 'SIGKILL' | 'SIGSTOP';
}

const FAULT = new RegExp(`^(${FAULT_POINTS.join('|')}):([1-9]\\d{0,8})(?::(SIGKILL|SIGSTOP))?$`);

/** `before-commit:20` or `before-commit:20:SIGSTOP,after-answer:3`; null: it cannot be read. */
export function readFaults(text: string): Fault[] | null {
  const faults = text.split(',').map((each): Fault | null => {
    const [, point, passing, signal] = FAULT.exec(each.trim()) ?? [];
    if (point === undefined) return null;
    return { point: point as FaultPoint, passing: Number(passing), signal: (signal ?? 'SIGKILL') as Fault['signal'] };
  });
  return faults.includes(null) ? null : (faults as Fault[]);
}

/** What a lane calls at each of its points: sends this process the signal whose turn it is. */
export function strikeAt(faults: Fault[]): (point: FaultPoint) => void {
  const passed = new Map<FaultPoint, number>();
  return (point) => {
    const passing = (passed.get(point) ?? 0) + 1;
    passed.set(point, passing);
    const fault = faults.find((each) => each.point === point && each.passing === passing);
    if (!fault) return;
    process.kill(process.pid, fault.signal);
    // The signal may reach another thread first: this one goes no further meanwhile.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
  };
}
