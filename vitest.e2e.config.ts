import { defineConfig } from 'vitest/config';

/** The whole chain with real servers: service, balance exporter, Collector, Prometheus, Alertmanager. */
export default defineConfig({
  test: {
    include: ['test/**/*.e2e.test.ts'],
    exclude: ['**/node_modules/**'],
    globalSetup: ['test/collector/builder/setup.ts', 'test/stack/servers/setup.ts'],
    maxWorkers: 1,
    testTimeout: 600_000,
    hookTimeout: 300_000,
  },
});
