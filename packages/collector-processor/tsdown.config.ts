import { defineConfig } from 'tsdown';
import { unmappedDeclarations } from '../../tsdown.declarations.ts';

export default defineConfig({
  entry: ['src/index.ts', 'src/cli.ts'],
  // The command is run, never required.
  format: { esm: {}, cjs: { entry: ['src/index.ts'] } },
  platform: 'node',
  target: 'node22.15',
  dts: true,
  sourcemap: true,
  outputOptions: unmappedDeclarations,
});
