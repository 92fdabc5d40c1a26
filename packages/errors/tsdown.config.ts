import { defineConfig } from 'tsdown';
import { unmappedDeclarations } from '../../tsdown.declarations.ts';
import { CODE_PIECES, TEXT_PIECES } from './src/rules/anchors.ts';

/** As a text that is parsed: an array's literal would be written a line for each number. */
const asValue = (value: unknown): string => `JSON.parse(${JSON.stringify(JSON.stringify(value))})`;

export default defineConfig({
  entry: ['src/index.ts', 'src/tables.ts', 'src/cli.ts'],
  // The command is run, never required.
  format: { esm: {}, cjs: { entry: ['src/index.ts', 'src/tables.ts'] } },
  platform: 'node',
  target: 'node22.15',
  dts: true,
  sourcemap: true,
  plugins: [
    {
      name: 'anchors-as-values',
      load: (id: string) =>
        id.endsWith('/src/rules/anchors.ts')
          ? `export const TEXT_PIECES = ${asValue(TEXT_PIECES)};
export const CODE_PIECES = ${asValue(CODE_PIECES)};`
          : undefined,
    },
  ],
  outputOptions: unmappedDeclarations,
});
