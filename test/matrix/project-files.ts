import { readFile, writeFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import type { Loading } from './versions.ts';

/** What stands first in the main module. */
const FIRST: Readonly<Record<Loading['first'], Readonly<Record<Loading['module'], string>>>> = {
  'the one line': {
    esm: `import '@fuelgauge/instrumentation/register';`,
    cjs: `require('@fuelgauge/instrumentation/register');`,
  },
  'an SDK with both instrumentations in its list': {
    esm: '',
    cjs: `const { NodeSDK } = require('@opentelemetry/sdk-node');
const { FetchInstrumentation, OpenAIInstrumentation } = require('@fuelgauge/instrumentation');
const config = {
  accounts: { production: process.env.OPENAI_API_KEY },
  providers: { '127.0.0.1': 'openai', localhost: 'openrouter' },
};
const instrumentations = [new OpenAIInstrumentation(config), new FetchInstrumentation(config)];
const sdk = new NodeSDK({ instrumentations });
sdk.start();
process.once('beforeExit', () => sdk.shutdown());`,
  },
  nothing: { esm: '', cjs: '' },
};

const CALL = `new OpenAI({ apiKey: process.env.OPENAI_API_KEY, baseURL: process.env.OPENAI_BASE, maxRetries: 0 })
  .chat.completions.create({ model: 'gpt-4.1-nano', messages: [{ role: 'user', content: 'hi' }] });`;

const AT_LOAD: Readonly<Record<Loading['module'], string>> = {
  esm: `import OpenAI from 'openai';\nexport const atLoad = ${CALL}\n`,
  cjs: `const { OpenAI } = require('openai');\nexports.atLoad = ${CALL}\n`,
};

const WEB_SHIM = `import 'openai/shims/web';`;

const MAIN: Readonly<Record<Loading['module'], string>> = {
  esm: `import { atLoad } from './at-load.mjs';
import OpenAI from 'openai';
import { run } from './program.mjs';
run(OpenAI, atLoad);
`,
  cjs: `const { atLoad } = require('./at-load.cjs');
const { OpenAI } = require('openai');
import('./program.mjs').then(({ run }) => run(OpenAI, atLoad));
`,
};

const extension = (module: Loading['module']): string => (module === 'esm' ? 'mjs' : 'cjs');

/** What decides the application without fuelgauge. */
export type Application = Pick<Loading, 'module' | 'webShim'>;

const NAMES: Readonly<Record<Loading['first'], string>> = {
  nothing: 'main',
  'the one line': 'one-line',
  'an SDK with both instrumentations in its list': 'listed',
};

/** The main module for a way of loading; with `nothing` first it is also the application without fuelgauge. */
export const mainFile = ({ module, first, webShim }: Application & Pick<Loading, 'first'>): string =>
  `${NAMES[first]}${webShim ? '-web' : ''}.${extension(module)}`;

/** Puts the program of the guest contract, and a main module for each way of loading it, into a project. */
export async function writeContractFiles(project: string): Promise<void> {
  await writeStripped(project, 'program', new URL('./guest/program.ts', import.meta.url));
  for (const module of ['esm', 'cjs'] as const) {
    await writeFile(join(project, `at-load.${extension(module)}`), AT_LOAD[module]);
    for (const first of Object.keys(FIRST) as Loading['first'][]) {
      const main = [FIRST[first][module], MAIN[module]];
      await writeFile(join(project, mainFile({ module, first })), main.join('\n'));
      if (module === 'esm')
        await writeFile(
          join(project, mainFile({ module, first, webShim: true })),
          [main[0], WEB_SHIM, main[1]].join('\n'),
        );
    }
  }
}

/** A program as an ES module that the oldest Node reads too. */
export async function writeStripped(project: string, name: string, source: URL): Promise<void> {
  const text = await readFile(source, 'utf8');
  await writeFile(join(project, `${name}.mjs`), stripTypeScriptTypes(text));
}
