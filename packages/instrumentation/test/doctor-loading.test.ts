import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { adviceFor } from '../src/doctor/advice.ts';
import { examine } from '../src/doctor/examine.ts';
import type { Finding, Report } from '../src/doctor/report.ts';
import { startScriptOf } from '../src/doctor/start-script.ts';
import {
  type Files,
  HEALTHY,
  HEALTHY_DEPENDENCIES,
  installed,
  makeProject,
  removeProject,
} from './doctor-projects.ts';

const made: string[] = [];
afterEach(() => made.splice(0).forEach(removeProject));

/** A project with openai, fuelgauge and an SDK installed. */
function look(manifest: object, files: Files = {}, env: NodeJS.ProcessEnv = {}): Report {
  const { dependencies, ...more } = manifest as { dependencies?: object };
  const folder = makeProject({
    'package.json': { dependencies: { ...HEALTHY_DEPENDENCIES, openai: '*', ...dependencies }, ...more },
    ...HEALTHY,
    ...installed('openai', '7.55.0'),
    ...files,
  });
  made.push(folder);
  return examine(folder, { env, node: '24.21.0' });
}

const find = (report: Report, id: string): Finding | undefined =>
  report.groups.flatMap(({ findings }) => findings).find((finding) => finding.id === id);

const REGISTER = '@fuelgauge/instrumentation/register';
const NEXT = { dependencies: { next: '*' }, scripts: { start: 'next start' } };

describe('the line to load it by', () => {
  test.each<[string, object, Files, string]>([
    [
      'a start script of Node',
      { type: 'module', scripts: { start: 'node dist/server.js' } },
      {},
      `In the script "start": node --import ${REGISTER} dist/server.js`,
    ],
    [
      'a start script of Node with flags and variables',
      { scripts: { start: 'NODE_ENV=production node --enable-source-maps app.js' } },
      {},
      `In the script "start": NODE_ENV=production node --import ${REGISTER} --enable-source-maps app.js`,
    ],
    [
      'a script that builds first',
      { scripts: { start: 'node build.js && node dist/server.js' } },
      {},
      `In the script "start": node build.js && node --import ${REGISTER} dist/server.js`,
    ],
    [
      'a start script whose file is called like the program',
      { type: 'module', scripts: { start: 'node dist/node' } },
      {},
      `In the script "start": node --import ${REGISTER} dist/node`,
    ],
    [
      'a start script with keys',
      {
        scripts: {
          start:
            'OPENAI_API_KEY="fake" DB_PASSWORD=fake node app.js --key sk-fakefakefake --at https://a:fake@b.test/',
        },
      },
      {},
      `In the script "start": OPENAI_API_KEY=… DB_PASSWORD=… node --import ${REGISTER} app.js --key [key] --at https://b.test/`,
    ],
    [
      'a start script of tsx',
      { type: 'module', scripts: { start: 'tsx src/server.ts' } },
      {},
      `In the script "start": tsx --import ${REGISTER} src/server.ts`,
    ],
    [
      'a start script of another runner',
      { scripts: { start: 'nest start' } },
      {},
      `In the environment of "start" (nest): NODE_OPTIONS="--import ${REGISTER}"`,
    ],
    [
      'no script, an ES module',
      { type: 'module', main: 'index.js' },
      { 'index.js': '' },
      `In index.js, first line: import '${REGISTER}';`,
    ],
    [
      'no script, CommonJS',
      { main: 'index.js' },
      { 'index.js': '' },
      `In index.js, first line: require('${REGISTER}');`,
    ],
    [
      'no script, TypeScript that becomes CommonJS',
      {},
      { 'src/index.ts': '' },
      `In src/index.ts, first line: import '${REGISTER}';`,
    ],
    [
      'no script, an .mjs file in a CommonJS package',
      { main: 'main.mjs' },
      { 'main.mjs': '' },
      `In main.mjs, first line: import '${REGISTER}';`,
    ],
    [
      'a CommonJS application with an SDK of its own',
      { scripts: { start: 'node server.js' } },
      { 'tracing.js': `const sdk = new NodeSDK({ instrumentations: [] });` },
      'In tracing.js: new NodeSDK({ instrumentations: [new OpenAIInstrumentation(), new FetchInstrumentation()] })',
    ],
    [
      'an ES module application with an SDK of its own',
      { type: 'module', scripts: { start: 'node --import ./tracing.js server.js' } },
      { 'tracing.js': `const sdk = new NodeSDK({ instrumentations: [] });` },
      `In the script "start": node --import ${REGISTER} --import ./tracing.js server.js`,
    ],
    [
      'a bundle of esbuild',
      {
        dependencies: { esbuild: '*' },
        scripts: { build: 'esbuild src/a.ts --bundle --platform=node', start: 'node out.js' },
      },
      installed('esbuild', '0.25.0'),
      "In where the client is made: const client = instrument(new OpenAI());  // import { instrument } from '@fuelgauge/instrumentation'",
    ],
    [
      'Next.js',
      NEXT,
      installed('next', '16.0.0'),
      `In instrumentation.ts, beside next.config: export async function register() { if (process.env.NEXT_RUNTIME === 'nodejs') await import('${REGISTER}'); }`,
    ],
  ])('%s', (_what, manifest, files, expected) => {
    expect(look(manifest, files).next).toBe(expected);
  });

  test('comes with what must be installed first, by the package manager that is used', () => {
    const folder = makeProject({
      'package.json': { type: 'module', dependencies: { openai: '*' }, scripts: { start: 'node a.js' } },
      'pnpm-lock.yaml': '',
      ...installed('openai', '7.55.0'),
    });
    made.push(folder);
    expect(examine(folder, { env: {}, node: '24.21.0' }).next).toBe(
      `pnpm add @opentelemetry/api @opentelemetry/sdk-node @fuelgauge/instrumentation; then in the script "start": node --import ${REGISTER} a.js`,
    );
  });
});

test('the flag is the only change to a start script, whatever else it says that is no secret', () => {
  const word = fc
    .stringMatching(/^[a-z0-9./_=-]{1,12}$/)
    .filter((text) => !/key|token|secret|passw|credential|basic|bearer/.test(text));
  const command = fc
    .tuple(fc.array(word, { maxLength: 3 }), fc.constantFrom('node', 'tsx'), fc.array(word, { maxLength: 4 }))
    .map(([before, runner, after]) => [...before.map((name) => `${name} &&`), runner, ...after].join(' '));
  fc.assert(
    fc.property(command, (start) => {
      const script = startScriptOf({ scripts: { start } });
      const { line } = adviceFor({
        esm: true,
        script,
        entry: undefined,
        bundling: { findings: [], next: undefined, bundled: undefined },
        sdkFile: undefined,
        fetchOnly: false,
      });
      expect(line.replace(` --import ${REGISTER}`, '')).toBe(start);
    }),
  );
});

test('a script of any text is read', () => {
  fc.assert(
    fc.property(fc.string(), (start) => {
      const script = startScriptOf({ scripts: { start } });
      expect(script === undefined || script.command === start).toBe(true);
    }),
  );
});

describe('a project that loads it already', () => {
  test.each<[string, object, Files, NodeJS.ProcessEnv, string, string]>([
    ['in a script', { scripts: { start: `node --import ${REGISTER} a.js` } }, {}, {}, 'loaded-flag', 'ok'],
    ['in NODE_OPTIONS', {}, {}, { NODE_OPTIONS: `--import ${REGISTER}` }, 'loaded-flag', 'ok'],
    [
      'in a Dockerfile',
      {},
      { Dockerfile: `CMD ["node","--import","${REGISTER}","a.js"]` },
      {},
      'loaded-flag',
      'ok',
    ],
    [
      'by the first line',
      { type: 'module' },
      { 'index.js': `// our entry\nimport '${REGISTER}';\nimport OpenAI from 'openai';` },
      {},
      'loaded-first-line',
      'ok',
    ],
    [
      'by require, after "use strict"',
      {},
      { 'index.js': `#!/usr/bin/env node\n'use strict';\nrequire('${REGISTER}');` },
      {},
      'loaded-first-line',
      'ok',
    ],
    [
      'by a later line',
      { type: 'module' },
      { 'index.js': `import OpenAI from 'openai';\nimport '${REGISTER}';` },
      {},
      'loaded-late',
      'warning',
    ],
    [
      'in a file that is loaded before the application',
      { type: 'module', scripts: { start: 'node --import ./tracing.js a.js' } },
      { 'tracing.js': `import './settings.js';\nimport '${REGISTER}';` },
      {},
      'loaded-first-line',
      'ok',
    ],
    [
      'in the list of an SDK, CommonJS',
      {},
      {
        'tracing.js': `const { OpenAIInstrumentation } = require('@fuelgauge/instrumentation');\nnew NodeSDK({ instrumentations: [new OpenAIInstrumentation()] });`,
      },
      {},
      'loaded-list',
      'ok',
    ],
    [
      'in the list of an SDK, ES modules',
      { type: 'module' },
      {
        'tracing.js': `import { OpenAIInstrumentation } from '@fuelgauge/instrumentation';\nnew NodeSDK({ instrumentations: [new OpenAIInstrumentation()] });`,
      },
      {},
      'loaded-list-esm',
      'warning',
    ],
    [
      'in the list of an SDK, ES modules with the hook of OpenTelemetry',
      { type: 'module', scripts: { start: 'node --import @opentelemetry/instrumentation/hook.mjs a.js' } },
      {
        'tracing.js': `import { OpenAIInstrumentation } from '@fuelgauge/instrumentation';\nnew NodeSDK({ instrumentations: [new OpenAIInstrumentation()] });`,
      },
      {},
      'loaded-list',
      'ok',
    ],
    [
      'in the list of an SDK, with the module handed over',
      { type: 'module' },
      {
        'tracing.js': `import { OpenAIInstrumentation } from '@fuelgauge/instrumentation';\nconst openai = new OpenAIInstrumentation();\nopenai.manuallyInstrument(OpenAI);`,
      },
      {},
      'loaded-by-hand',
      'ok',
    ],
    [
      'by hand',
      { type: 'module' },
      {
        'llm.js': `import { instrument } from '@fuelgauge/instrumentation';\nexport default instrument(new OpenAI());`,
      },
      {},
      'loaded-by-hand',
      'ok',
    ],
    [
      'in the hook of Next.js',
      NEXT,
      {
        ...installed('next', '16.0.0'),
        'instrumentation.ts': `export async function register() { await import('${REGISTER}'); }`,
      },
      {},
      'loaded-first-line',
      'ok',
    ],
  ])('%s', (_where, manifest, files, env, id, mark) => {
    expect(find(look(manifest, files, env), id)?.mark).toBe(mark);
  });

  test('only in a comment does not', () => {
    const report = look(
      { type: 'module' },
      { 'index.js': `// import '${REGISTER}';\n/* import '${REGISTER}' */` },
    );
    expect(find(report, 'not-loaded')?.mark).toBe('problem');
  });

  test('only in an installed package or in a test does not', () => {
    const report = look(
      { type: 'module' },
      { 'node_modules/fake/index.js': `import '${REGISTER}';`, 'test/a.js': `import '${REGISTER}';` },
    );
    expect(find(report, 'not-loaded')?.mark).toBe('problem');
  });
});

describe('a bundler', () => {
  test.each<[string, object, Files, string, string]>([
    ['Next.js that bundles openai', NEXT, installed('next', '16.0.0'), 'next-bundles-openai', 'warning'],
    [
      'Next.js that leaves it outside',
      NEXT,
      {
        ...installed('next', '16.0.0'),
        'next.config.ts': `export default { serverExternalPackages: ['openai', '@fuelgauge/instrumentation'] };`,
      },
      'next-external',
      'ok',
    ],
    [
      'Next.js 14 with its hook switched off',
      NEXT,
      {
        ...installed('next', '14.2.0'),
        'instrumentation.ts': `export async function register() { await import('${REGISTER}'); }`,
      },
      'next-hook-off',
      'problem',
    ],
    ['webpack', { dependencies: { webpack: '*' } }, installed('webpack', '5.100.0'), 'bundled', 'warning'],
    ['tsup', { dependencies: { tsup: '*' } }, installed('tsup', '8.5.0'), 'bundler-own-code', 'note'],
    ['wrangler', { dependencies: { wrangler: '*' } }, installed('wrangler', '4.0.0'), 'not-node', 'problem'],
  ])('%s', (_what, manifest, files, id, mark) => {
    expect(find(look(manifest, files), id)?.mark).toBe(mark);
  });

  test('that leaves packages outside is none', () => {
    const report = look(
      {
        dependencies: { esbuild: '*' },
        scripts: { build: 'esbuild src/a.ts --bundle --packages=external' },
      },
      installed('esbuild', '0.25.0'),
    );
    expect(find(report, 'bundled')).toBeUndefined();
  });

  test('that only some package brings along does not count', () => {
    const report = look(
      { dependencies: { 'fake-tool': '*' } },
      {
        ...installed('fake-tool', '1.0.0', { dependencies: { webpack: '*' } }),
        ...installed('webpack', '5.100.0'),
      },
    );
    expect(find(report, 'bundled')).toBeUndefined();
  });
});
