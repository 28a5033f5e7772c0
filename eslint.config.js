import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

const environment = {
  object: 'process',
  property: 'env',
  message: 'The environment is read once, in server/config.ts.',
};

export default ts.config(
  {
    ignores: ['build/', '.svelte-kit/', 'src/lib/paraglide/', 'data/', 'test-results/', 'playwright-report/'],
  },
  js.configs.recommended,
  ts.configs.strict,
  svelte.configs.recommended,
  {
    rules: {
      eqeqeq: ['error', 'always'],
      'no-console': 'off',
      'no-restricted-properties': ['error', environment],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'svelte/no-at-html-tags': 'error',
      // The app lives at the root of its origin.
      'svelte/no-navigation-without-resolve': 'off',
    },
  },
  {
    files: ['**/*.ts', '**/*.svelte', '**/*.svelte.ts'],
    languageOptions: {
      parserOptions: {
        project: [
          './tsconfig.json',
          './server/tsconfig.json',
          './e2e/tsconfig.json',
          './src/service-worker/tsconfig.json',
        ],
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte'],
      },
    },
    rules: {
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/return-await': ['error', 'in-try-catch'],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    // Plain data: the whole configuration has functions in it, which ESLint can't hand to its workers.
    languageOptions: {
      parserOptions: { parser: ts.parser, svelteConfig: { compilerOptions: { runes: true } } },
    },
  },
  { files: ['src/**', 'static/**'], languageOptions: { globals: globals.browser } },
  {
    files: ['server/**', 'scripts/**', 'test/**', 'e2e/**', 'bench/**', 'migrations/**', '*.{js,ts,cjs}'],
    languageOptions: { globals: globals.node },
  },
  { files: ['server/**'], rules: { 'no-console': 'error' } },
  { files: ['server/admin.ts', 'server/migrate.ts'], rules: { 'no-console': 'off' } },
  {
    files: ['server/config.ts', 'scripts/**', 'test/**', 'e2e/**', 'bench/**', '*.config.{js,ts}'],
    rules: { 'no-restricted-properties': 'off' },
  },
);
