import { createRequire } from 'node:module';
import { defineConfig } from 'vitest/config';

const require = createRequire(import.meta.url);
const never = ['**/node_modules/**', '**/dist/**', '**/build/**', '**/.croupier/**'];

export default defineConfig({
  resolve: {
    // One copy of graphql: two realms meet otherwise ("another module or realm").
    alias: [{ find: /^graphql$/, replacement: require.resolve('graphql/index.js') }],
  },
  test: {
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'rooms',
          include: ['**/*.test.ts'],
          exclude: [...never, 'e2e/**'],
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
          exclude: never,
          globalSetup: ['e2e/src/global-setup.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
