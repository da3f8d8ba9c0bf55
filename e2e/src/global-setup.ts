/**
 * Starts the whole house once for the journeys: what `npm start` starts, in the gauntlet with two workers of the gateway, on free ports,
 * in a state folder that is removed afterwards.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startHouse } from '@croupier/infra';
import { aCollector } from '@croupier/testkit';
import type { TestProject } from 'vitest/node';

export interface StartedHouse {
  stateDir: string;
  gateway: string;
  web: string;
  mailbox: string;
  sandbox: string;
  subgraphs: Record<string, string>;
  /** of traces: those alone that a journey begins, by a `traceparent` of its own */
  collector: string;
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const stateDir = mkdtempSync(join(tmpdir(), 'croupier-house-'));
  const isLarge = process.env.CROUPIER_SUITE_SIZE === 'large';
  const collector = await aCollector();
  const env = {
    ...process.env,
    ...{ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_TRACES_SAMPLER_ARG: '0' },
    ...{ OTEL_BSP_SCHEDULE_DELAY: '200', TRACEPARENT_FROM_OUTSIDE: '1' },
    ...(isLarge ? { GATEWAY_WORKERS: '2' } : {}),
  };
  const house = await startHouse({ stateDir, env, ports: 'free', say: (text) => process.stdout.write(`${text}\n`) });
  project.provide('house', { ...house.addresses, stateDir, collector: collector.url });
  return async () => {
    await house.stop();
    await collector.stop();
    rmSync(stateDir, { recursive: true, force: true });
  };
}
