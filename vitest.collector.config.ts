import { defineConfig } from 'vitest/config';

/** Tests on a real OpenTelemetry Collector, which `test/collector/builder` builds by Go once for each version. */
export default defineConfig({
  test: {
    include: ['packages/*/test/**/*.collector.test.ts', 'test/**/*.collector.test.ts'],
    exclude: ['**/node_modules/**'],
    globalSetup: ['test/collector/builder/setup.ts'],
    // Each file starts Collectors of its own; two at a time fit on two cores.
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
});
