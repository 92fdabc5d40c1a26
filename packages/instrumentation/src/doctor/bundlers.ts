/** Tools that put packages into a bundle, where no module can be patched, and a runtime that is not Node. */

export interface Bundler {
  /** Exact name of a direct dependency. */
  readonly package: string;
  /**
   * `packages`: what it builds holds the packages too; `with-flag`: only if its command says --bundle and does not
   * leave packages out; `own-code`: packages stay outside, as they are; `not-node`: its runtime is not Node.
   */
  readonly bundles: 'packages' | 'with-flag' | 'own-code' | 'not-node';
  readonly evidence: string;
}

export const BUNDLERS: readonly Bundler[] = [
  {
    package: 'webpack',
    bundles: 'packages',
    evidence: 'webpack.js.org/configuration/externals: what is not named external is bundled',
  },
  {
    package: '@vercel/ncc',
    bundles: 'packages',
    evidence: 'github.com/vercel/ncc: one file with all dependencies',
  },
  {
    package: 'serverless-esbuild',
    bundles: 'packages',
    evidence: 'its README: `bundle: true` by default',
  },
  {
    package: 'esbuild',
    bundles: 'with-flag',
    evidence:
      'esbuild.github.io/api: --bundle takes packages in, --packages=external (0.16.5) leaves them out',
  },
  {
    package: 'vite',
    bundles: 'own-code',
    evidence: 'vite.dev/config/ssr-options: by default, all dependencies are externalized for SSR',
  },
  {
    package: 'tsup',
    bundles: 'own-code',
    evidence: 'its README: dependencies and peerDependencies are always excluded',
  },
  {
    package: 'tsdown',
    bundles: 'own-code',
    evidence: 'tsdown.dev/guide/dependency-handling: dependencies and peerDependencies are external',
  },
  {
    package: 'wrangler',
    bundles: 'not-node',
    evidence: 'developers.cloudflare.com/workers: its runtime is workerd',
  },
];
