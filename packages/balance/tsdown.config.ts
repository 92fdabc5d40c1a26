import { defineConfig } from 'tsdown';

const shared = {
  platform: 'node',
  target: 'node22.15',
  dts: true,
  sourcemap: true,
  logLevel: 'error',
} as const;

export default defineConfig([
  { ...shared, entry: { index: 'src/index.ts', register: 'src/register.ts' }, format: ['esm', 'cjs'] },
  // The command carries what only it needs (SDK, exporters, YAML), so that a service that imports the package
  // gets none of it, and no second OpenTelemetry beside its own.
  { ...shared, entry: { cli: 'src/cli.ts' }, format: 'esm', dts: false },
]);
