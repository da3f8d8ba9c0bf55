import type { StartedHouse } from './global-setup.ts';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { nodeArguments } from '@croupier/infra';
import { inject } from 'vitest';
import { Graph } from './graph.ts';

declare module 'vitest' {
  interface ProvidedContext {
    house: StartedHouse;
  }
}

/** The house that the run's globalSetup started: everything of `npm start`, on free ports. */
export function house() {
  const started = inject('house');
  return {
    ...started,
    graph: new Graph(`${started.gateway}/graphql`),
    /** The process that serves under this name now. */
    pidOf(service: string): number {
      const { services } = JSON.parse(readFileSync(`${started.stateDir}/run.json`, 'utf8')) as {
        services: { name: string; pid: number }[];
      };
      return services.find(({ name }) => name === service)!.pid;
    },
    /** The processes behind the gateway's port. */
    gatewayWorkers(): number[] {
      const primary = this.pidOf('gateway');
      const children = readFileSync(`/proc/${primary}/task/${primary}/children`, 'utf8');
      return children.split(' ').filter(Boolean).map(Number);
    },
    /** `npm run demo -- …` against this house; the printed lines. */
    demo(...args: string[]): string[] {
      const { stdout, stderr, status } = spawnSync('node', nodeArguments('scripts/demo.ts', args), {
        cwd: new URL('../..', import.meta.url),
        env: { ...process.env, CROUPIER_STATE_DIR: started.stateDir },
        encoding: 'utf8',
      });
      if (status !== 0) throw new Error(`npm run demo -- ${args.join(' ')}: ${stderr}`);
      return stdout.trim().split('\n');
    },
    /** A demo person's client: Alice, Bob, Olga (ADMIN), Frank (FINANCE), Clara (COMPLIANCE), Sam (SUPPORT). */
    person(name: string): Graph {
      return new Graph(`${started.gateway}/graphql`, this.demo('token', name).at(-1)!);
    },
  };
}
