import type { Tarballs } from './pack.ts';

/** Versions by package name. A `@fuelgauge/…` package always comes from its tarball. */
export type Dependencies = Readonly<Record<string, string>>;

/** The package.json of a user's project with these dependencies. */
export function manifestOf(dependencies: Dependencies, tarballs: Tarballs): object {
  const files = Object.entries(tarballs).map(([own, path]) => [own, `file:${path}`] as const);
  const isDirect = (own: string): boolean => Object.hasOwn(dependencies, own);
  return {
    name: 'application',
    version: '1.0.0',
    private: true,
    dependencies: { ...dependencies, ...Object.fromEntries(files.filter(([own]) => isDirect(own))) },
    // Those that ours depend on are on no registry either.
    overrides: Object.fromEntries(files.map(([own, file]) => [own, isDirect(own) ? `$${own}` : file])),
  };
}
