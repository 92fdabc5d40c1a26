import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Tests run on the sources; child-process tests run on `dist`, which `pnpm test` builds first. */
export default defineConfig({
  resolve: {
    alias: {
      '@fuelgauge/semconv': source('packages/semconv/src/index.ts'),
      '@fuelgauge/errors/tables': source('packages/errors/src/tables.ts'),
      '@fuelgauge/errors': source('packages/errors/src/index.ts'),
      '@fuelgauge/pricing': source('packages/pricing/src/index.ts'),
      '@fuelgauge/gauges': source('packages/gauges/src/index.ts'),
      '@fuelgauge/balance': source('packages/balance/src/index.ts'),
      '@fuelgauge/collector-processor': source('packages/collector-processor/src/index.ts'),
      '@fuelgauge/dashboards': source('packages/dashboards/src/index.ts'),
      '@fuelgauge/instrumentation': source('packages/instrumentation/src/index.ts'),
      '@fuelgauge/simulator': source('test/simulator/src/index.ts'),
    },
  },
  test: {
    include: ['packages/*/test/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: [
      '**/node_modules/**',
      '**/dist/**',
      '**/*.slow.test.ts',
      '**/*.collector.test.ts',
      '**/*.e2e.test.ts',
      '**/*.faults.test.ts',
      '**/*.fuzz.test.ts',
      '**/*.matrix.test.ts',
    ],
    testTimeout: 20_000,
  },
});
