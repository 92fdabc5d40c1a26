import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { defineConfig } from 'tsdown';

/** Texts of the licences of everything that is carried in the bundle: they ask for it. */
const licences = {
  name: 'licences',
  generateBundle(
    this: { emitFile(file: { type: 'asset'; fileName: string; source: string }): unknown },
    _options: unknown,
    bundle: Readonly<Record<string, { readonly type: string; readonly moduleIds?: readonly string[] }>>,
  ) {
    const modules = Object.values(bundle).flatMap(({ moduleIds = [] }) => moduleIds);
    const folders = new Set(modules.filter((id) => id.includes('/node_modules/')).map(folderOfPackage));
    const sections = [...folders].sort().map((folder) => {
      const { name, version, license } = manifestOf(folder);
      const texts = readdirSync(folder)
        .filter((file) => /^(licen[cs]e|notice|copying)/i.test(file))
        .sort()
        .map((file) => readFileSync(join(folder, file), 'utf8').trim());
      if (texts.length === 0) throw new Error(`${name} has no licence text`);
      return [`${name} ${version} (${license})`, ...texts].join('\n\n');
    });
    this.emitFile({
      type: 'asset',
      fileName: 'THIRD-PARTY-LICENSES.txt',
      source: `This package carries:\n\n${sections.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`,
    });
  },
};

interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly license?: string;
}

function folderOfPackage(file: string): string {
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    const path = join(folder, 'package.json');
    // A package.json that only says `type` lies inside a package.
    if (existsSync(path) && manifestOf(folder).name !== undefined) return folder;
  }
  throw new Error(`${file} belongs to no package`);
}

const manifestOf = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;

const shared = {
  platform: 'node',
  target: 'node22.15',
  logLevel: 'error',
  // The SDK is 11 MB, of which the dashboards use five folders: carried, nobody installs the rest.
  deps: { alwaysBundle: [/^@grafana\/grafana-foundation-sdk/, 'tslib'] },
  plugins: [licences],
} as const;

export default defineConfig([
  {
    ...shared,
    entry: ['src/index.ts', 'src/cli.ts'],
    format: 'esm',
    dts: true,
    sourcemap: false,
  },
  { ...shared, entry: ['src/index.ts'], format: 'cjs', dts: true, sourcemap: false, clean: false },
]);
