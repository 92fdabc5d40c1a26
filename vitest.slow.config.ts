import { defineConfig } from 'vitest/config';

/**
 * Tests that install from a package registry, and those that start many processes. They run on what `pnpm build`
 * built.
 */
export default defineConfig({
  test: {
    include: ['packages/*/test/**/*.slow.test.ts', 'test/**/*.slow.test.ts'],
    exclude: ['**/node_modules/**'],
    // Building Prometheus' tools takes minutes the first time: before the tests, which have a time limit.
    globalSetup: ['test/published/setup.ts', 'test/stack/servers/setup.ts'],
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
});
