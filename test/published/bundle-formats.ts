/** What esbuild is told for each format of a bundle. */
export interface BundleFormat {
  readonly format: 'esm' | 'cjs';
  readonly extension: string;
  readonly flags: readonly string[];
}

/**
 * What the bundle needs for the sake of OpenTelemetry: a `require` for CommonJS packages inside an ES module, an
 * `import.meta.url` for ES modules inside a CommonJS one.
 */
export const BUNDLE_FORMATS: readonly BundleFormat[] = [
  {
    format: 'esm',
    extension: 'mjs',
    flags: [
      `--banner:js=import { createRequire as toRequire } from 'node:module'; const require = toRequire(import.meta.url);`,
    ],
  },
  {
    format: 'cjs',
    extension: 'cjs',
    flags: [
      `--banner:js=const bundleUrl = require('node:url').pathToFileURL(__filename).href;`,
      '--define:import.meta.url=bundleUrl',
    ],
  },
];
