import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
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

interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly license?: string;
}

/** Texts of the licences of everything that is carried in a bundle: they ask for it. */
const licences = {
  name: 'licences',
  generateBundle(
    this: { emitFile(file: { type: 'asset'; fileName: string; source: string }): unknown },
    _options: unknown,
    bundle: Readonly<Record<string, { readonly type: string; readonly moduleIds?: readonly string[] }>>,
  ) {
    const modules = Object.values(bundle).flatMap(({ moduleIds = [] }) => moduleIds);
    const folders = new Set(modules.filter((id) => id.includes('/node_modules/')).map(folderOfPackage));
    // The OpenTelemetry packages share one text.
    const byText = Map.groupBy([...folders].map(licenceOf).sort(byName), ({ text }) => text);
    const sections = [...byText].map(
      ([text, packages]) => `${packages.map(({ name }) => name).join('\n')}\n\n${text}`,
    );
    this.emitFile({
      type: 'asset',
      fileName: 'THIRD-PARTY-LICENSES.txt',
      source: `cli.mjs carries these packages:\n\n${sections.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`,
    });
  },
};

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

interface Licence {
  /** Package, version and SPDX id. */
  readonly name: string;
  readonly text: string;
}

const byName = (a: Licence, b: Licence): number => (a.name < b.name ? -1 : 1);

function licenceOf(folder: string): Licence {
  const { name, version, license } = manifestOf(folder);
  const files = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|notice|copying)/i.test(file))
    .sort();
  if (files.length === 0) throw new Error(`${name} has no licence text`);
  const texts = files.map((file) => readFileSync(join(folder, file), 'utf8').trim());
  return { name: `${name} ${version} (${license})`, text: texts.join('\n\n') };
}

export default defineConfig([
  { ...shared, entry: { index: 'src/index.ts', register: 'src/register.ts' }, format: ['esm', 'cjs'] },
  // The command carries what only it needs (SDK, exporters, YAML), so that a service that imports the package
  // gets none of it, and no second OpenTelemetry beside its own. Its API it carries too: nobody shares it.
  {
    ...shared,
    entry: { cli: 'src/cli.ts' },
    format: 'esm',
    dts: false,
    sourcemap: false,
    deps: { alwaysBundle: ['@opentelemetry/api', '@fuelgauge/semconv', '@fuelgauge/gauges'] },
    plugins: [licences],
  },
]);
