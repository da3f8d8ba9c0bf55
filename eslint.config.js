import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['**/node_modules/', '**/dist/', '**/build/', '.croupier/', 'packages/sandbox/**/*.js'] },
  ...tseslint.configs.recommended,
  {
    languageOptions: { parserOptions: { ecmaFeatures: { jsx: true } } },
    rules: {
      'no-console': 'error',
      'no-restricted-globals': [
        'error',
        { name: 'parseFloat', message: 'Money is never a float: parseAmount of @croupier/contracts.' },
      ],
      'no-restricted-properties': [
        'error',
        {
          object: 'Number',
          property: 'parseFloat',
          message: 'Money is never a float: parseAmount of @croupier/contracts.',
        },
        {
          object: 'Math',
          property: 'random',
          message: 'Use node:crypto for anything that matters; give pure code its randomness.',
        },
      ],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrorsIgnorePattern: '^_' },
      ],
      // Where tests need the outside world's own shapes, `unknown` with a narrow check is asked for instead.
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
    },
  },
  {
    // The terminal is the interface of these.
    files: [
      'scripts/**/*.ts',
      'bench/**/*.ts',
      'packages/infra/src/supervisor/**/*.ts',
      'packages/infra/src/**/*process.ts',
      'web/server.ts',
      'web/server/**/*.ts',
      'web/app/entry.server.tsx',
      'web/test/**/*.ts',
    ],
    rules: { 'no-console': 'off' },
  },
  {
    // The ledger's core can be simulated: no clock, no randomness, no timers inside.
    files: ['subgraphs/wallet/src/ledger/judge/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-globals': ['error', 'setTimeout', 'setInterval', 'setImmediate', 'performance'],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now' },
        { object: 'Math', property: 'random' },
      ],
    },
  },
  {
    files: ['web/app/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks, 'jsx-a11y': jsxA11y },
    rules: {
      ...reactHooks.configs.recommended.rules,
      ...jsxA11y.flatConfigs.recommended.rules,
      // A step of the sign-in is one field that the person has just asked for: the focus belongs there.
      'jsx-a11y/no-autofocus': 'off',
      // A table that scrolls inside its own frame must be reachable by keyboard.
      'jsx-a11y/no-noninteractive-tabindex': ['error', { tags: [], roles: ['region', 'tabpanel'] }],
    },
  },
);
