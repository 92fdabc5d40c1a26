import { cp, realpath, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { CALL, CALL_CJS, useApplications } from './loading-application.ts';

/** What fuelgauge says of itself on stderr. */
const applications = useApplications();
let openai: string;
beforeAll(async () => {
  await applications.link('openai', 'node_modules/openai');
  openai = await realpath(join(applications.folder, 'node_modules', 'openai'));
});

const ESM = `import '@fuelgauge/instrumentation/register';\nimport OpenAI from 'openai';\n`;
const CJS = `require('@fuelgauge/instrumentation/register');\nconst OpenAI = require('openai');\n`;
const TWICE = `${CALL}\n{${CALL}}`;

/** What it said, without the prefix. */
async function said(level: string, file: string, source: string): Promise<string[]> {
  const { stderr } = await applications.start(file, source, [], { FUELGAUGE_LOG: level });
  return stderr
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.replace(/^fuelgauge: /, ''));
}

describe('FUELGAUGE_LOG=debug', () => {
  test('says once what an import patched, and which SDK it started', async () => {
    const lines = await said('debug', 'esm.mjs', ESM + TWICE);
    expect(lines.slice(lines.indexOf('fetch: wrapped'))).toEqual([
      'fetch: wrapped',
      expect.stringMatching(
        /^openai 7\.\d+\.\d+ at .*\/node_modules\/openai \(ES module, imported by the application\): patched$/,
      ),
      expect.stringMatching(
        /^no OpenTelemetry SDK was registered at the first call: starting @opentelemetry\/sdk-node from \/.*js$/,
      ),
      'seen: chat at openai',
    ]);
  });

  test('names the folder of what require patched', async () => {
    expect(await said('debug', 'cjs.cjs', `${CJS}(async () => {${TWICE}})();`)).toContain(
      `openai ${await version()} at ${openai} (CommonJS, as it was loaded): patched`,
    );
  });

  test('says that it joined the SDK of the application', async () => {
    const source = `${ESM}import { NodeSDK } from '@opentelemetry/sdk-node';
      const sdk = new NodeSDK();
      sdk.start();
      ${TWICE}
      await sdk.shutdown();`;
    const lines = await said('debug', 'joined.mjs', source);
    expect(lines).toContain('joined the OpenTelemetry SDK that the application has registered');
  });

  test('says what lies there and was not imported', async () => {
    const lines = await said('debug', 'idle.mjs', `import '@fuelgauge/instrumentation/register';`);
    expect(lines).toContain(
      `openai ${await version()} at ${openai}: not imported so far, patched when it is`,
    );
  });

  test('says why an openai without the seams was not patched', async () => {
    await fakeOpenai('old', '3.3.0', { 'index.js': 'module.exports = class Configuration {};' });
    const lines = await said('debug', 'old/app.mjs', ESM);
    expect(lines).toContain(
      `openai 3.3.0 at ${join(applications.folder, 'old/node_modules/openai')}: not patched, it has no ES module of a client`,
    );
  });

  test('tells no key', async () => {
    expect((await said('debug', 'key.mjs', ESM + CALL)).join('\n')).not.toContain('sk-');
  });
});

describe.each(['warn', 'info', '', 'off'])('FUELGAUGE_LOG=%s', (level) => {
  test('says nothing where all is well', async () => {
    expect(await said(level, 'well.mjs', ESM + CALL)).toEqual([]);
  });
});

describe('a version of openai that nobody tested', () => {
  const WARNING = 'openai 8.0.0 is outside the tested range';
  beforeAll(async () => {
    const folder = join(applications.folder, 'next', 'node_modules', 'openai');
    const real = await realpath(
      join(dirname(fileURLToPath(import.meta.url)), '..', 'node_modules', 'openai'),
    );
    await cp(real, folder, {
      recursive: true,
      filter: (path) => !/\.(ts|map)$|\/src$/.test(path),
    });
    const manifest = (await import(join(folder, 'package.json'), { with: { type: 'json' } })) as {
      default: object;
    };
    await writeFile(join(folder, 'package.json'), JSON.stringify({ ...manifest.default, version: '8.0.0' }));
  });

  test.each([
    ['imported', 'next/app.mjs', ESM + CALL],
    ['required', 'next/app.cjs', CJS + CALL_CJS],
  ])('%s, is patched with one warning', async (_, file, source) => {
    applications.simulator.failNext('openai', 'rate_limited');
    const lines = await said('warn', file, source);
    expect(lines.filter((line) => line.includes('FUELGAUGE_OPENAI_VERSION'))).toEqual([
      expect.stringContaining(WARNING),
    ]);
    expect(applications.receiver.spans.map((span) => span.name)).toEqual(['chat gpt-5.2']);
  });

  test('is patched without a word when the log is off', async () => {
    expect(await said('off', 'next/off.mjs', ESM + CALL)).toEqual([]);
    expect(applications.receiver.spans.map((span) => span.name)).toEqual(['chat gpt-5.2']);
  });

  test.each([
    ['imported', 'unknown/app.mjs', `import '@fuelgauge/instrumentation/register';\nimport 'openai';`],
    ['required', 'unknown/app.cjs', CJS],
  ])('and has no client that is known, %s, is a warning', async (_, file, source) => {
    await fakeOpenai('unknown', '8.0.0', {
      'index.mjs': 'export class OpenAI {}',
      'index.js': 'exports.OpenAI = class OpenAI {};',
    });
    const lines = await said('warn', file, source);
    expect(lines.filter((line) => line.includes('FUELGAUGE_OPENAI_VERSION'))).toEqual([
      expect.stringContaining('no client to instrument in openai 8.0.0'),
    ]);
  });
});

test.each([
  ['esm.mjs', ESM],
  ['cjs.cjs', CJS],
])('any other value stops %s at its start and names what is accepted', async (file, source) => {
  await expect(applications.start(file, source, [], { FUELGAUGE_LOG: 'verbose' })).rejects.toMatchObject({
    stderr: expect.stringContaining('FUELGAUGE_LOG must be debug, info, warn or off'),
  });
});

async function version(): Promise<string> {
  const manifest = (await import(join(openai, 'package.json'), { with: { type: 'json' } })) as {
    default: { version: string };
  };
  return manifest.default.version;
}

async function fakeOpenai(
  folder: string,
  version: string,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  const manifest = {
    name: 'openai',
    version,
    main: './index.js',
    ...('index.mjs' in files && { exports: { import: './index.mjs', require: './index.js' } }),
  };
  await applications.write({
    [`${folder}/node_modules/openai/package.json`]: JSON.stringify(manifest),
    ...Object.fromEntries(
      Object.entries(files).map(([file, text]) => [`${folder}/node_modules/openai/${file}`, text]),
    ),
  });
}
