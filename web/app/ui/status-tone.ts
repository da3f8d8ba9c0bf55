import type { Tone } from './surfaces.tsx';

const good = new Set(['SUCCEEDED', 'APPROVED', 'ACTIVE', 'GRANTED', 'COMPLETED', 'RESOLVED']);
const bad = new Set(['FAILED', 'REJECTED', 'BLOCKED', 'CHARGED_BACK', 'SELF_EXCLUDED']);
const wait = new Set(['PENDING', 'REVIEW', 'PROCESSING', 'PROPOSED', 'COOLING_OFF', 'OPEN']);

/** The colour in which a status is shown. */
export function toneOf(status: string): Tone {
  if (good.has(status)) return 'good';
  if (bad.has(status)) return 'bad';
  return wait.has(status) ? 'wait' : 'calm';
}
