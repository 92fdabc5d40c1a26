import { glob, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { ONE_LINE, ONE_LINE_FETCH } from './apps.ts';
import { createProject, type Project } from './project.ts';
import { useWorld } from './telemetry.ts';

/** What `npm install @fuelgauge/instrumentation @opentelemetry/api` may bring. */
const EXPECTED = [
  '@fuelgauge/errors',
  '@fuelgauge/gauges',
  '@fuelgauge/instrumentation',
  '@fuelgauge/pricing',
  '@fuelgauge/semconv',
  '@opentelemetry/api',
  '@opentelemetry/api-logs',
  '@opentelemetry/instrumentation',
  '@pydantic/genai-prices',
  // Dependencies of @opentelemetry/instrumentation:
  'cjs-module-lexer',
  'debug',
  'es-module-lexer',
  'import-in-the-middle',
  'module-details-from-path',
  'ms',
  'require-in-the-middle',
];

interface Installed {
  readonly name: string;
  readonly version: string;
  readonly bytes: number;
}

const world = useWorld();
let project: Project;
let installed: Installed[];
beforeAll(async () => {
  project = await createProject('bare', {
    '@fuelgauge/instrumentation': '*',
    '@opentelemetry/api': 'latest',
  });
  installed = await installedIn(project);
  console.log(table(installed));
});

describe('npm install @fuelgauge/instrumentation @opentelemetry/api', () => {
  test('brings nothing but ours, the instrumentation base and the price library', () => {
    expect(installed.map(({ name }) => name).filter((name) => !EXPECTED.includes(name))).toEqual([]);
  });

  test('has no package twice', () => {
    const names = installed.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
  });
});

describe('without @opentelemetry/sdk-node', () => {
  test('a call through fetch works, and one warning says what is missing', async () => {
    const twice = `${ONE_LINE_FETCH.source}\n{${ONE_LINE_FETCH.source.split('\n').slice(1).join('\n')}}`;
    const { stdout, stderr } = await project.start('twice.mjs', twice, { env: world.env });
    expect(stdout).toBe('1\n1\n');
    expect(stderr.match(/\[FUELGAUGE_NO_SDK\]/g)).toHaveLength(1);
  });

  test('there is no warning before the first call', async () => {
    const { stderr } = await project.start('idle.mjs', `import '@fuelgauge/instrumentation/register';`, {
      env: world.env,
    });
    expect(stderr).toBe('');
  });

  describe('and with openai', () => {
    beforeAll(() => project.install({ openai: '^7' }));

    test.each(ONE_LINE)('$file works, and one warning says what is missing', async (app) => {
      const { stdout, stderr } = await project.start(app.file, app.source, { env: world.env });
      expect(stdout).toBe('1\n');
      expect(stderr.match(/\[FUELGAUGE_NO_SDK\]/g)).toHaveLength(1);
    });
  });
});

/** Every package in the lock file, with the size of its own files on disk. */
async function installedIn({ folder }: Project): Promise<Installed[]> {
  const lock = JSON.parse(await readFile(join(folder, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { version: string }>;
  };
  const paths = Object.keys(lock.packages).filter((path) => path !== '');
  return Promise.all(
    paths.map(async (path) => ({
      name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
      version: lock.packages[path]!.version,
      bytes: await sizeOf(join(folder, path)),
    })),
  );
}

async function sizeOf(folder: string): Promise<number> {
  let bytes = 0;
  for await (const entry of glob('**', { cwd: folder, exclude: ['node_modules/**'] })) {
    const found = await stat(join(folder, entry));
    if (found.isFile()) bytes += found.size;
  }
  return bytes;
}

function table(packages: readonly Installed[]): string {
  const line = (name: string, bytes: number): string =>
    `${(bytes / 1024).toFixed(0).padStart(7)} KiB  ${name}`;
  const total = packages.reduce((sum, { bytes }) => sum + bytes, 0);
  return [
    ...packages.map(({ name, version, bytes }) => line(`${name} ${version}`, bytes)),
    line(`in all, ${packages.length} packages`, total),
  ].join('\n');
}
