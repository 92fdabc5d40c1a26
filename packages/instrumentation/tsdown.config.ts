import { defineConfig } from 'tsdown';
import { unmappedDeclarations } from '../../tsdown.declarations.ts';

const shared = {
  platform: 'node',
  target: 'node22.15',
  dts: true,
  sourcemap: true,
  outputOptions: unmappedDeclarations,
  logLevel: 'error',
} as const;

/** `register` differs by format: an ES module can wait for `openai`, a CommonJS one cannot and need not. */
export default defineConfig([
  { ...shared, entry: { index: 'src/index.ts', register: 'src/register.ts' }, format: 'esm' },
  {
    ...shared,
    entry: { index: 'src/index.ts', register: 'src/register-require.ts' },
    format: 'cjs',
    shims: true,
  },
  // The command is run, never imported, and must start where OpenTelemetry is not installed.
  { ...shared, entry: { cli: 'src/doctor/cli.ts' }, format: 'esm', dts: false },
]);
