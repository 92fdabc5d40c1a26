import { defineConfig } from 'tsdown';
import { unmappedDeclarations } from '../../tsdown.declarations.ts';

export default defineConfig({
  entry: ['src/index.ts'],
  format: ['esm', 'cjs'],
  platform: 'node',
  target: 'node22.15',
  dts: true,
  sourcemap: true,
  outputOptions: unmappedDeclarations,
  logLevel: 'error',
});
