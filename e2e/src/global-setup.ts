/**
 * Starts the whole house once for the journeys: what `npm start` starts, in the gauntlet with two workers of the gateway, on free ports,
 * in a state folder that is removed afterwards.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startHouse } from '@croupier/infra';
import type { TestProject } from 'vitest/node';

export interface StartedHouse {
  stateDir: string;
  gateway: string;
  web: string;
  mailbox: string;
  sandbox: string;
  subgraphs: Record<string, string>;
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const stateDir = mkdtempSync(join(tmpdir(), 'croupier-house-'));
  const isLarge = process.env.CROUPIER_SUITE_SIZE === 'large';
  const env = { ...process.env, ...(isLarge ? { GATEWAY_WORKERS: '2' } : {}) };
  const house = await startHouse({ stateDir, ports: 'free', env, say: (text) => process.stdout.write(`${text}\n`) });
  project.provide('house', { ...house.addresses, stateDir });
  return async () => {
    await house.stop();
    rmSync(stateDir, { recursive: true, force: true });
  };
}
