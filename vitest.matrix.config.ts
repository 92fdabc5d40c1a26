import { defineConfig } from 'vitest/config';

/** Every supported version of openai, Node and OpenTelemetry. They install from a package registry what `pnpm build` built. */
export default defineConfig({
  test: {
    include: ['test/matrix/**/*.matrix.test.ts'],
    exclude: ['**/node_modules/**'],
    // Each file keeps two processors busy by itself.
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 600_000,
  },
});
