import { createRequire } from 'node:module';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const require = createRequire(import.meta.url);
// Every process of a run loads the same packages: the second finds them compiled, where services' processes leave them too.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, 'node_modules/.cache/croupier/compiled');

const never = ['**/node_modules/**', '**/dist/**', '**/build/**', '**/.croupier/**'];

const LONGEST = /alone|new\.test|certification|play-on-the-real-ledger|house\.test|walks-through|simulation\.test/;

/** After a fresh checkout vitest begins with the largest files: the longest are small, would come last and be waited for alone. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification): boolean => LONGEST.test(moduleId);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

export default defineConfig({
  resolve: {
    // One copy of graphql: two realms meet otherwise ("another module or realm").
    alias: [{ find: /^graphql$/, replacement: require.resolve('graphql/index.js') }],
  },
  test: {
    pool: 'forks',
    // A process keeps what it has loaded for its next file: loading graphql and the ORM anew takes longer than most files do.
    isolate: false,
    // Many tests wait for other processes: a third file has something to do meanwhile, also on two cores.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    testTimeout: 30_000,
    // After the large suites a database of gigabytes is dropped.
    hookTimeout: process.env.CROUPIER_SUITE_SIZE === 'large' ? 600_000 : 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'rooms',
          include: ['**/*.test.ts'],
          // Of e2e, what starts its own processes and wants no house around it.
          exclude: [...never, 'e2e/!(faults)/**', 'e2e/faults/*.test.ts'],
          globalSetup: ['packages/testkit/src/global-setup.ts'],
          sequence: { groupOrder: 0 },
        },
      },
      {
        // Journeys walk through one running house, one after another, when the rooms are done.
        extends: true,
        test: {
          name: 'house',
          include: ['e2e/**/*.test.ts'],
          exclude: [...never, 'e2e/faults/alone/**'],
          globalSetup: ['e2e/src/global-setup.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
