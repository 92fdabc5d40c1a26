import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { examine } from '../src/doctor/examine.ts';
import { render } from '../src/doctor/render.ts';
import { type Finding, problemsOf, type Report } from '../src/doctor/report.ts';
import {
  type Files,
  HEALTHY,
  HEALTHY_DEPENDENCIES,
  installed,
  LOADED_START,
  makeProject,
  removeProject,
} from './doctor-projects.ts';

const made: string[] = [];
afterEach(() => made.splice(0).forEach(removeProject));

function look(files: Files, env: NodeJS.ProcessEnv = {}, node = '24.21.0', within = ''): Report {
  const folder = makeProject(files);
  made.push(folder);
  return examine(within === '' ? folder : `${folder}/${within}`, { env, node });
}

/** A project in which everything is as it should be but for what a test adds. */
function project(
  dependencies: Readonly<Record<string, string>>,
  files: Files,
  manifest: object = { scripts: { start: LOADED_START } },
): Files {
  return {
    ...HEALTHY,
    'package.json': {
      type: 'module',
      dependencies: { ...HEALTHY_DEPENDENCIES, ...dependencies },
      ...manifest,
    },
    ...files,
  };
}

const findings = (report: Report): Finding[] => report.groups.flatMap((group) => group.findings);
const find = (report: Report, id: string): Finding | undefined =>
  findings(report).find((finding) => finding.id === id);
const about = (report: Report, name: string): Finding | undefined =>
  findings(report).find((finding) => finding.package === name);

describe('a healthy project', () => {
  const files = project({ openai: '^7' }, installed('openai', '7.55.0'));

  test('has no problem and nothing to do', () => {
    const report = look(files);
    expect(problemsOf(report)).toEqual([]);
    expect(report.next).toBeUndefined();
  });

  test('ends with that, for a person', () => {
    expect(render(look(files), false).trimEnd()).toMatch(/Nothing to do: all of it will be seen\.$/);
  });
});

const STANDS: readonly {
  readonly what: string;
  readonly name: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly files: Files;
  readonly id: string;
  readonly mark: string;
}[] = [
  {
    what: 'openai 7',
    name: 'openai',
    dependencies: { openai: '*' },
    files: installed('openai', '7.55.0'),
    id: 'seen-patched',
    mark: 'ok',
  },
  {
    what: 'openai 4.18, before the client that is patched',
    name: 'openai',
    dependencies: { openai: '*' },
    files: installed('openai', '4.18.0'),
    id: 'openai-too-old',
    mark: 'problem',
  },
  {
    what: 'an openai from the future',
    name: 'openai',
    dependencies: { openai: '*' },
    files: installed('openai', '8.0.0'),
    id: 'openai-untested',
    mark: 'warning',
  },
  {
    what: 'openai 6 under another name',
    name: 'openai',
    dependencies: { openai6: 'npm:openai@6' },
    files: { 'node_modules/openai6/package.json': { name: 'openai', version: '6.49.0' } },
    id: 'seen-patched',
    mark: 'ok',
  },
  {
    what: 'openai 6 under a name that the first-line import does not look into',
    name: 'openai',
    dependencies: { 'fake-name': 'npm:openai@6' },
    files: { 'node_modules/fake-name/package.json': { name: 'openai', version: '6.49.0' } },
    id: 'openai-alias',
    mark: 'note',
  },
  {
    what: 'an SDK that looks fetch up at each call',
    name: '@openrouter/sdk',
    dependencies: { '@openrouter/sdk': '*' },
    files: installed('@openrouter/sdk', '1.3.19'),
    id: 'seen-fetch',
    mark: 'ok',
  },
  {
    what: 'an SDK whose client keeps a fetch',
    name: 'groq-sdk',
    dependencies: { 'groq-sdk': '*' },
    files: installed('groq-sdk', '1.6.0'),
    id: 'seen-fetch-captured',
    mark: 'ok',
  },
  {
    what: 'an old generation of it on node-fetch',
    name: 'groq-sdk',
    dependencies: { 'groq-sdk': '*' },
    files: installed('groq-sdk', '0.30.0', { dependencies: { 'node-fetch': '^2' } }),
    id: 'unseen-transport',
    mark: 'problem',
  },
  {
    what: 'an SDK on node:https',
    name: '@azure-rest/ai-inference',
    dependencies: { '@azure-rest/ai-inference': '*' },
    files: installed('@azure-rest/ai-inference', '1.0.0-beta.6'),
    id: 'unseen-transport',
    mark: 'problem',
  },
  {
    what: 'an SDK with a binary transport that some other package brings',
    name: '@aws-sdk/client-bedrock-runtime',
    dependencies: { 'fake-library': '*' },
    files: {
      ...installed('fake-library', '1.0.0', { dependencies: { '@aws-sdk/client-bedrock-runtime': '*' } }),
      ...installed('@aws-sdk/client-bedrock-runtime', '3.1162.0'),
    },
    id: 'unseen-transport',
    mark: 'warning',
  },
  {
    what: 'the same, where LangChain asks through it',
    name: '@aws-sdk/client-bedrock-runtime',
    dependencies: { '@langchain/aws': '*' },
    files: {
      ...installed('@langchain/aws', '1.4.5', { dependencies: { '@aws-sdk/client-bedrock-runtime': '*' } }),
      ...installed('@aws-sdk/client-bedrock-runtime', '3.1162.0'),
    },
    id: 'unseen-transport',
    mark: 'problem',
  },
  {
    what: 'a wrapper around openai',
    name: '@langchain/openai',
    dependencies: { '@langchain/openai': '*' },
    files: {
      ...installed('@langchain/openai', '1.6.0', { dependencies: { openai: '*' } }),
      ...installed('openai', '6.49.0'),
    },
    id: 'seen-through',
    mark: 'note',
  },
  {
    what: 'a wrapper with nothing to ask through',
    name: 'ai',
    dependencies: { ai: '*' },
    files: installed('ai', '7.0.0'),
    id: 'sdk-through-nothing',
    mark: 'note',
  },
  {
    what: 'the gateway that comes with ai, and answers for models that are given by name alone',
    name: '@ai-sdk/gateway',
    dependencies: { ai: '*' },
    files: {
      ...installed('ai', '7.0.0', { dependencies: { '@ai-sdk/gateway': '*' } }),
      ...installed('@ai-sdk/gateway', '4.0.0'),
    },
    id: 'seen-fetch',
    mark: 'ok',
  },
  {
    what: 'a provider that ai asks through and whose endpoint is not read',
    name: '@ai-sdk/amazon-bedrock',
    dependencies: { ai: '*', '@ai-sdk/amazon-bedrock': '*' },
    files: { ...installed('ai', '7.0.0'), ...installed('@ai-sdk/amazon-bedrock', '4.0.0') },
    id: 'unseen-endpoint',
    mark: 'problem',
  },
];

describe('an installed SDK', () => {
  test.each(STANDS)('$what: $mark $id', ({ name, dependencies, files, id, mark }) => {
    expect(about(look(project(dependencies, files)), name)).toMatchObject({ id, mark });
  });

  test('that nobody declares is found all the same', () => {
    const report = look(project({}, installed('openai', '7.55.0')));
    expect(about(report, 'openai')?.text).toContain('nothing declares it');
  });
});

describe('several copies of openai', () => {
  const nested: Files = project(
    { openai: '^7', '@langchain/openai': '*' },
    {
      ...installed('openai', '7.55.0'),
      ...installed('@langchain/openai', '1.6.0', { dependencies: { openai: '^6' } }),
      ...installed('openai', '6.49.0', {}, 'node_modules/@langchain/openai/'),
    },
  );

  test('are each named, with who brought them', () => {
    const copies = findings(look(nested)).filter(({ id }) => id === 'seen-patched');
    expect(copies.map(({ version, via, path }) => ({ version, via, path }))).toEqual([
      {
        version: '6.49.0',
        via: '@langchain/openai',
        path: 'node_modules/@langchain/openai/node_modules/openai',
      },
      { version: '7.55.0', via: undefined, path: 'node_modules/openai' },
    ]);
  });

  test('are counted', () => {
    expect(find(look(nested), 'openai-several-copies')?.text).toBe(
      'openai is installed 2 times (6.49.0, 7.55.0)',
    );
  });

  test('in a pnpm store are told apart through their links', () => {
    const store = 'node_modules/.pnpm';
    const report = look(
      project(
        { openai: '^7', '@langchain/openai': '*' },
        {
          ...installed('openai', '7.55.0', {}, `${store}/openai@7.55.0/`),
          ...installed('openai', '6.49.0', {}, `${store}/openai@6.49.0/`),
          ...installed(
            '@langchain/openai',
            '1.6.0',
            { dependencies: { openai: '^6' } },
            `${store}/@langchain+openai@1.6.0/`,
          ),
          [`${store}/@langchain+openai@1.6.0/node_modules/openai`]: {
            link: `${store}/openai@6.49.0/node_modules/openai`,
          },
          'node_modules/openai': { link: `${store}/openai@7.55.0/node_modules/openai` },
          'node_modules/@langchain/openai': {
            link: `${store}/@langchain+openai@1.6.0/node_modules/@langchain/openai`,
          },
        },
      ),
    );
    const copies = findings(report).filter(({ id }) => id === 'seen-patched');
    expect(copies.map(({ version, path }) => [version, path])).toEqual([
      ['6.49.0', `${store}/openai@6.49.0`],
      ['7.55.0', `${store}/openai@7.55.0`],
    ]);
  });

  test('that are one copy for two packages are one', () => {
    const report = look(
      project(
        { openai: '^6', '@langchain/openai': '*' },
        {
          ...installed('openai', '6.49.0'),
          ...installed('@langchain/openai', '1.6.0', { dependencies: { openai: '^6' } }),
        },
      ),
    );
    expect(find(report, 'openai-several-copies')).toBeUndefined();
  });
});

describe('another instrumentation', () => {
  const beside = (name: string, version: string, openai: string): Finding | undefined =>
    about(
      look(
        project(
          { openai: '*', [name]: '*' },
          { ...installed('openai', openai), ...installed(name, version) },
        ),
      ),
      name,
    );

  test.each([
    ['@opentelemetry/instrumentation-openai', '0.22.0', '7.55.0', 'peer-excludes-openai'],
    ['@opentelemetry/instrumentation-openai', '0.22.0', '6.49.0', 'peer-genai-span'],
    ['@traceloop/instrumentation-openai', '0.27.0', '7.55.0', 'peer-excludes-openai'],
    ['@arizeai/openinference-instrumentation-openai', '4.2.7', '7.55.0', 'peer-genai-span'],
    ['@traceloop/instrumentation-anthropic', '0.27.0', '7.55.0', 'peer-genai-span'],
    ['@opentelemetry/instrumentation-undici', '0.34.0', '7.55.0', 'peer-http-span'],
    ['dd-trace', '6.21.0', '7.55.0', 'peer-own-tracer'],
    ['@langfuse/openai', '5.11.1', '7.55.0', 'peer-wrapper'],
  ])('%s %s beside openai %s: %s', (name, version, openai, id) => {
    expect(beside(name, version, openai)?.id).toBe(id);
  });

  test('of a version that nobody read is not said to exclude anything', () => {
    expect(beside('@opentelemetry/instrumentation-openai', '0.40.0', '7.55.0')?.id).toBe('peer-genai-span');
  });

  test('never makes the command fail', () => {
    expect(beside('@opentelemetry/instrumentation-openai', '0.22.0', '7.55.0')?.mark).toBe('note');
  });

  test('by the AI SDK itself is named for ai 5', () => {
    const report = look(project({ ai: '*' }, installed('ai', '5.0.277')));
    expect(find(report, 'peer-ai-telemetry')?.text).toContain('experimental_telemetry');
  });
});

describe('OpenTelemetry', () => {
  const openai = { openai: '*' };
  const sdk = installed('openai', '7.55.0');
  const start = { scripts: { start: LOADED_START } };

  test('without the API is a problem', () => {
    const report = look({
      'package.json': { type: 'module', dependencies: openai, ...start },
      ...sdk,
    });
    expect(find(report, 'api-missing')?.mark).toBe('problem');
  });

  test('with an API before 1.9 is a problem', () => {
    const report = look(project(openai, { ...sdk, ...installed('@opentelemetry/api', '1.8.0') }));
    expect(find(report, 'api-too-old')?.mark).toBe('problem');
  });

  test('with two minor versions of the API is a warning', () => {
    const report = look(
      project(
        { ...openai, 'fake-library': '*' },
        {
          ...sdk,
          ...installed('fake-library', '1.0.0', { dependencies: { '@opentelemetry/api': '1.9.0' } }),
          ...installed('@opentelemetry/api', '1.9.0', {}, 'node_modules/fake-library/'),
        },
      ),
    );
    expect(find(report, 'api-several-copies')).toMatchObject({
      mark: 'warning',
      text: '@opentelemetry/api is installed 2 times (1.9.0, 1.10.0)',
    });
  });

  test('without an SDK says what to install', () => {
    const report = look({
      'package.json': {
        type: 'module',
        dependencies: { ...openai, '@opentelemetry/api': '*', '@fuelgauge/instrumentation': '*' },
        ...start,
      },
      ...sdk,
      ...installed('@opentelemetry/api', '1.10.0'),
      ...installed('@fuelgauge/instrumentation', '0.1.0'),
    });
    expect(report.next).toBe('npm install @opentelemetry/sdk-node');
  });

  test('with an SDK that some package brings, and nobody registers, is a warning', () => {
    const report = look({
      'package.json': {
        type: 'module',
        dependencies: { ...openai, '@opentelemetry/api': '*', '@fuelgauge/instrumentation': '*', fake: '*' },
        ...start,
      },
      ...sdk,
      ...installed('@opentelemetry/api', '1.10.0'),
      ...installed('@fuelgauge/instrumentation', '0.1.0'),
      ...installed('fake', '1.0.0', { dependencies: { '@opentelemetry/sdk-trace-base': '*' } }),
      ...installed('@opentelemetry/sdk-trace-base', '2.12.0'),
    });
    expect(find(report, 'sdk-own')?.mark).toBe('warning');
  });
});

describe('the project', () => {
  test('on a Node that is too old is told that first', () => {
    const report = look(project({ openai: '*' }, installed('openai', '7.55.0')), {}, '20.19.0');
    expect(report.next).toBe('Run the application on Node 22.15 or newer.');
  });

  test('without anything to record has nothing to do', () => {
    const report = look({ 'package.json': { dependencies: {} } });
    expect([problemsOf(report), report.next]).toEqual([[], undefined]);
  });

  test('whose code asks by fetch is one with something to record', () => {
    const report = look({
      'package.json': { type: 'module' },
      'src/ask.ts': `await fetch('https://openrouter.ai/api/v1/chat/completions', { method: 'POST' });`,
    });
    expect(find(report, 'seen-own-fetch')?.text).toContain('src/ask.ts');
  });

  test('that declares what is not installed is told so', () => {
    const report = look(project({ openai: '*' }, {}));
    expect(find(report, 'not-installed')?.text).toBe('declared, but not installed: openai');
  });

  test("with Yarn Plug'n'Play is told that its packages cannot be read", () => {
    expect(find(look({ 'package.json': {}, '.pnp.cjs': '' }), 'plug-n-play')?.mark).toBe('warning');
  });

  test('in a workspace resolves what lies at the root', () => {
    const report = look(
      {
        'package.json': { private: true, workspaces: ['apps/*'] },
        'apps/api/package.json': {
          type: 'module',
          dependencies: { ...HEALTHY_DEPENDENCIES, openai: '*' },
          scripts: { start: LOADED_START },
        },
        ...HEALTHY,
        ...installed('openai', '7.55.0'),
      },
      {},
      '24.21.0',
      'apps/api',
    );
    expect(about(report, 'openai')).toMatchObject({ id: 'seen-patched', path: '../../node_modules/openai' });
  });

  test('without a package.json is refused', () => {
    expect(() => look({ 'readme.txt': 'nothing here' })).toThrow('no package.json that can be read');
  });

  test('with manifests of any content is looked at all the same', () => {
    const field = fc.oneof(
      fc.jsonValue(),
      fc.dictionary(fc.constantFrom('openai', 'groq-sdk', 'next'), fc.jsonValue()),
    );
    const manifest = fc.record(
      {
        name: field,
        version: field,
        type: field,
        main: field,
        scripts: fc.oneof(field, fc.dictionary(fc.constantFrom('start', 'build'), fc.string())),
        dependencies: field,
        devDependencies: field,
        peerDependencies: field,
        workspaces: field,
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(manifest, manifest, manifest, (own, openai, next) => {
        const folder = makeProject({
          'package.json': JSON.stringify(own),
          'node_modules/openai/package.json': JSON.stringify(openai),
          'node_modules/next/package.json': JSON.stringify(next),
        });
        try {
          expect(render(examine(folder, { env: {}, node: '24.21.0' }), false)).toContain(folder);
        } finally {
          removeProject(folder);
        }
      }),
      // A script that is an object without a text of its own was found by chance, one run in many.
      { numRuns: 150, examples: [[{ scripts: { start: { toString: null } } }, {}, {}]] },
    );
  });

  test('in which packages depend on each other comes to an end', () => {
    const report = look(
      project(
        { 'fake-a': '*' },
        {
          ...installed('fake-a', '1.0.0', { dependencies: { 'fake-b': '*' } }),
          ...installed('fake-b', '1.0.0', { dependencies: { 'fake-a': '*', openai: '*' } }),
          ...installed('openai', '7.55.0'),
        },
      ),
    );
    expect(about(report, 'openai')?.text).toContain('through fake-a → fake-b');
  });
});

describe('the variables of the environment', () => {
  const files = project({ openai: '*' }, installed('openai', '7.55.0'));

  test.each([
    [{ OTEL_SDK_DISABLED: 'true' }, 'sdk-disabled', 'problem'],
    [{ OTEL_TRACES_EXPORTER: 'none' }, 'exporter-none', 'warning'],
    [{}, 'endpoint-default', 'note'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }, 'endpoint', 'ok'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4317' }, 'endpoint-grpc-port', 'warning'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' }, 'endpoint-malformed', 'warning'],
    [{ FUELGAUGE_ACCOUNTS: 'production' }, 'variable-malformed', 'problem'],
    [{ FUELGAUGE_ACCOUNTS: 'production=A_KEY,production=B_KEY' }, 'variable-malformed', 'problem'],
    [{ FUELGAUGE_ACCOUNTS: 'production=OPENAI_API_KEY' }, 'account-without-key', 'note'],
    [{ FUELGAUGE_LOG: 'loud' }, 'variable-malformed', 'problem'],
    [{ OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: 'true' }, 'content-captured', 'note'],
    [{ OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: 'yes' }, 'variable-malformed', 'problem'],
    [{ FUELGAUGE_PROVIDERS: 'llm.internal=litellm' }, 'variable', 'ok'],
  ])('%j: %s, %s', (env, id, mark) => {
    expect(find(look(files, env), id)?.mark).toBe(mark);
  });

  test('are never quoted', () => {
    const secret = 'sk-fake-secret-0000';
    const report = look(files, {
      OPENAI_API_KEY: secret,
      FUELGAUGE_ACCOUNTS: `production=OPENAI_API_KEY,${secret}`,
      FUELGAUGE_PROVIDERS: secret,
      FUELGAUGE_LOG: secret,
      OTEL_EXPORTER_OTLP_ENDPOINT: `https://user:${secret}@collector.example/${secret}`,
      OTEL_EXPORTER_OTLP_HEADERS: `authorization=${secret}`,
      OTEL_TRACES_EXPORTER: secret,
      NODE_OPTIONS: `--title=${secret}`,
    });
    expect(JSON.stringify(report) + render(report, false)).not.toContain(secret);
  });
});

describe('how it is drawn', () => {
  const report = look(
    project({ 'groq-sdk': '*' }, installed('groq-sdk', '0.30.0', { dependencies: { 'node-fetch': '*' } })),
  );

  test('without colour there is no escape sequence', () => {
    expect(render(report, false)).not.toContain('\u001b');
  });

  test('with colour there is', () => {
    expect(render(report, true)).toContain('\u001b[31m✗');
  });

  test('the last line is the one thing to do', () => {
    expect(render(report, false).trimEnd().split('\n').at(-1)).toMatch(
      /^1 problem\. To do: groq-sdk 0\.30\.0/,
    );
  });
});
