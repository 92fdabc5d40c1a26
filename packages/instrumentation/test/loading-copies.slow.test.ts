import { cp, mkdir, realpath, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CALL, useApplications } from './loading-application.ts';

/**
 * Whose `openai` is seen, by where package managers put it. Each call has one attempt that fails: the patched
 * client is one span, where fetch alone would see two.
 */
const applications = useApplications();
beforeEach(() => applications.simulator.failNext('openai', 'rate_limited'));

const LIB_ESM = `import OpenAI from 'openai';\nexport async function ask() {${CALL}}`;
const LIB_CJS = `const OpenAI = require('openai');\nexports.ask = async () => {${CALL}};`;
const ESM = `import '@fuelgauge/instrumentation/register';\n`;
const CJS = `require('@fuelgauge/instrumentation/register');\n`;

/** A package that depends on openai. */
const lib = (at: string): Record<string, string> => ({
  [`${at}/package.json`]: JSON.stringify({
    name: 'lib',
    version: '1.0.0',
    dependencies: { openai: '*' },
    exports: { import: './lib.mjs', require: './lib.cjs' },
  }),
  [`${at}/lib.mjs`]: LIB_ESM,
  [`${at}/lib.cjs`]: LIB_CJS,
});

async function linkFolder(target: string, at: string): Promise<void> {
  await mkdir(dirname(join(applications.folder, at)), { recursive: true });
  await symlink(join(applications.folder, target), join(applications.folder, at));
}

const expectOneSpan = (): void => {
  expect(applications.receiver.spans.map((span) => span.name)).toEqual(['chat gpt-5.2']);
};

describe.each(['openai', 'openai6', 'openai5', 'openai4'])('%s of a dependency only', (version) => {
  const layouts = {
    /** npm, Yarn and Bun, when versions conflict. */
    nested: `${version}/nested`,
    /** pnpm: every package once in a store, beside links to its dependencies. */
    stored: `${version}/stored`,
    /** A workspace of any package manager. */
    workspace: `${version}/workspace/packages/app`,
    /** A store outside of the project. */
    global: `${version}/global`,
  };
  beforeAll(async () => {
    await applications.write(lib(`${layouts.nested}/node_modules/lib`));
    await applications.link(version, `${layouts.nested}/node_modules/lib/node_modules/openai`);

    const store = `${layouts.stored}/node_modules/.pnpm`;
    await applications.write(lib(`${store}/lib@1.0.0/node_modules/lib`));
    await applications.link(version, `${store}/openai@1.0.0/node_modules/openai`);
    await linkFolder(`${store}/openai@1.0.0/node_modules/openai`, `${store}/lib@1.0.0/node_modules/openai`);
    await linkFolder(`${store}/lib@1.0.0/node_modules/lib`, `${layouts.stored}/node_modules/lib`);

    await applications.write(lib(`${version}/workspace/packages/lib`));
    await applications.link(version, `${version}/workspace/packages/lib/node_modules/openai`);
    await linkFolder(`${version}/workspace/packages/lib`, `${layouts.workspace}/node_modules/lib`);

    await applications.write(lib(`${version}/links/lib/1.0.0/node_modules/lib`));
    await applications.link(version, `${version}/links/lib/1.0.0/node_modules/openai`);
    await linkFolder(`${version}/links/lib/1.0.0/node_modules/lib`, `${layouts.global}/node_modules/lib`);
  });

  describe.each(Object.entries(layouts))('%s', (_, layout) => {
    const flags = ['--disable-warning=DEP0040'];

    test('imported, is patched by the first-line import', async () => {
      const { stdout } = await applications.start(
        `${layout}/app.mjs`,
        `${ESM}import { ask } from 'lib';\nawait ask();`,
        flags,
      );
      expect(stdout).toBe('1');
      expectOneSpan();
    });

    test('required by an ES module, is patched by the first-line import', async () => {
      const { stdout } = await applications.start(
        `${layout}/mixed.mjs`,
        `${ESM}import lib from './node_modules/lib/lib.cjs';\nawait lib.ask();`,
        flags,
      );
      expect(stdout).toBe('1');
      expectOneSpan();
    });

    test('required, is patched by the first-line require', async () => {
      const { stdout } = await applications.start(`${layout}/app.cjs`, `${CJS}require('lib').ask();`, flags);
      expect(stdout).toBe('1');
      expectOneSpan();
    });
  });
});

describe('two versions side by side', () => {
  beforeAll(async () => {
    await applications.link('openai', 'two/node_modules/openai');

    await applications.write(lib('two/node_modules/lib'));
    await applications.link('openai4', 'two/node_modules/lib/node_modules/openai');
    // Under a name of the application's own, as `npm:openai@6` installs it: a real folder.
    await cp(
      await realpath(join(dirname(fileURLToPath(import.meta.url)), '..', 'node_modules', 'openai6')),
      join(applications.folder, 'two/node_modules/openai-next'),
      { recursive: true, filter: (path) => !/\.(ts|map)$|\/src$/.test(path) },
    );
  });

  test('are both patched by the first-line import, and one that the application renamed', async () => {
    const { stdout } = await applications.start(
      'two/app.mjs',
      `${ESM}import OpenAI from 'openai';
       import { OpenAI as Next } from 'openai-next';
       import { ask } from 'lib';
       ${CALL}
       applyNext: { const OpenAI = Next; ${CALL} }
       await ask();`,
      ['--disable-warning=DEP0040'],
    );
    expect(stdout).toBe('1\n1\n1');
    expect(applications.receiver.spans.map((span) => span.name)).toEqual(Array(3).fill('chat gpt-5.2'));
  });

  test('are both patched by the first-line require, and one that the application renamed', async () => {
    const { stdout } = await applications.start(
      'two/app.cjs',
      `${CJS}(async () => {
         { const OpenAI = require('openai'); ${CALL} }
         { const OpenAI = require('openai-next'); ${CALL} }
         await require('lib').ask();
       })();`,
      ['--disable-warning=DEP0040'],
    );
    expect(stdout).toBe('1\n1\n1');
    expect(applications.receiver.spans.map((span) => span.name)).toEqual(Array(3).fill('chat gpt-5.2'));
  });
});

test('a copy that the application has not imported is not loaded', async () => {
  await applications.link('openai', 'unused/node_modules/openai');
  const source = `${ESM}
    import { registerHooks } from 'node:module';
    let loaded = 0;
    registerHooks({ load(url, context, next) { if (/openai\\/(client|core)\\.mjs$/.test(url)) loaded++; return next(url, context); } });
    await import('openai');
    console.log(loaded);`;
  expect((await applications.start('unused/app.mjs', source)).stdout).toBe('1');
});
