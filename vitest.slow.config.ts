import { defineConfig } from 'vitest/config';

/** Tests that install from a package registry. They run on what `pnpm build` built, never on the sources. */
export default defineConfig({
  test: {
    include: ['test/**/*.slow.test.ts'],
    exclude: ['**/node_modules/**'],
    globalSetup: ['test/published/setup.ts'],
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
});
