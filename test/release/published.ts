import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { npm } from '../published/npm.ts';
import type { Checks } from './checks.ts';
import { referenceExamples } from './examples.ts';
import { publishedPackages, specifiersOf } from './manifests.ts';
import { UserProject } from './project.ts';
import type { LocalRegistry } from './registry.ts';

/** Publishes each tarball as the workflow does, but to the local registry and without provenance, which wants CI. */
export async function publishAll(
  checks: Checks,
  registry: LocalRegistry,
  tarballs: readonly string[],
  folder: string,
): Promise<void> {
  await writeFile(join(folder, '.npmrc'), registry.npmrc);
  for (const tarball of tarballs) {
    await checks.check(`npm publish ${basename(tarball)}: npm corrects and warns of nothing`, async () => {
      const { stderr } = await npm(folder, [
        'publish',
        tarball,
        '--registry',
        registry.url,
        '--no-provenance',
      ]);
      return stderr.split('\n').filter((line) => /^npm (?:warn|error) publish/i.test(line));
    });
  }
}

const TSC = ['--noEmit', '--strict', '--target', 'es2023', '--types', 'node', '--skipLibCheck', 'false'];

/** Every package in one project: each import from both module systems, and the examples of the API reference. */
export async function checkEverything(
  checks: Checks,
  registry: LocalRegistry,
  folder: string,
): Promise<void> {
  const project = await UserProject.create(folder, registry);
  const manifests = publishedPackages().map(({ manifest }) => manifest);
  const specifiers = manifests.flatMap(specifiersOf);
  const names = manifests.map(({ name }) => name);
  const beside = [
    '@opentelemetry/api',
    '@opentelemetry/sdk-node',
    'openai',
    'typescript@7',
    '@types/node@24',
  ];

  await checks.check(`npm install ${names.join(' ')}`, async () => {
    const said = await project.install(...names, ...beside);
    return /ERESOLVE|peer/i.test(said) ? [said] : [];
  });
  await checks.check('npm ls: every dependency is met, peers too', async () => {
    await npm(folder, ['ls', '--all']);
    return [];
  });
  await checks.check(`import and require of ${specifiers.length} entry points`, async () => {
    const imports = specifiers.map((specifier) => `await import('${specifier}');\n`).join('');
    const requires = specifiers.map((specifier) => `require('${specifier}');\n`).join('');
    const imported = await project.node([await project.write('imports.mjs', imports)]);
    const required = await project.node([await project.write('requires.cjs', requires)]);
    return [imported, required]
      .flatMap(({ stdout, stderr }) => [stdout, stderr])
      .filter((said) => said !== '');
  });
  for (const [extension, module] of [
    ['mts', 'nodenext'],
    ['cts', 'nodenext'],
    ['ts', 'bundler'],
  ] as const) {
    await checks.check(`types of ${specifiers.length} entry points, .${extension}, ${module}`, async () => {
      const lines = specifiers.map((one, at) => `export * as entry${at} from '${one}';\n`).join('');
      const file = await project.write(`types.${extension}`, lines);
      await compile(project, [file], module);
      return [];
    });
  }
  const examples = referenceExamples();
  await checks.check(`${examples.length} examples of the API reference compile`, async () => {
    for (const { file, source } of examples) await project.write(file, source);
    if (examples.length === 0) return ['docs/api has no example'];
    await compile(
      project,
      examples.map(({ file }) => file),
      'nodenext',
    );
    return [];
  });
}

async function compile(project: UserProject, files: readonly string[], module: string): Promise<void> {
  const how =
    module === 'bundler'
      ? ['--module', 'esnext', '--moduleResolution', 'bundler']
      : ['--module', 'nodenext', '--moduleResolution', 'nodenext'];
  await project.node(['node_modules/typescript/bin/tsc', ...TSC, ...how, ...files]);
}
