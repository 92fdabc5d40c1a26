import { defineConfig } from 'vitest/config';

/** Misbehaving servers, hostile input and canaries. They run on what `pnpm build` built. */
export default defineConfig({
  test: {
    include: ['test/**/*.faults.test.ts', 'test/**/*.fuzz.test.ts'],
    exclude: ['**/node_modules/**'],
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
});
