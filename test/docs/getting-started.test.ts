/** The five-minute start and the function of the serverless recipe, run as they stand on the pages. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { useApplications } from '../../packages/instrumentation/test/loading-application.ts';
import { blockOf } from './markdown.ts';

const START = 'docs/getting-started.md';
const SERVERLESS = 'docs/recipes/serverless.md';
const applications = useApplications();
beforeAll(() => applications.link('openai', 'node_modules/openai'));

/** An object as the pages and the console exporter write it. */
const objectIn = (text: string): object => new Function(`return (${text});`)() as object;

describe('the five-minute start', () => {
  let printed: string;
  let said: string;
  beforeAll(async () => {
    for (const file of ['service.mjs', 'pretend.mjs']) {
      await applications.write({ [file]: blockOf(START, 'title', file).code });
    }
    const { stdout, stderr } = await promisify(execFile)(
      'sh',
      ['-c', blockOf(START, 'run', 'service').code],
      {
        cwd: applications.folder,
        env: {
          PATH: `${process.execPath.replace(/\/[^/]+$/, '')}:${process.env.PATH}`,
          FUELGAUGE_LOG: 'debug',
        },
      },
    );
    [printed, said] = [stdout, stderr];
  });

  test('answers once, and then fails for lack of money', () => {
    expect(printed).toContain('Half full.\n');
    expect(printed).toContain('429 You exceeded your current quota');
  });

  test.each([
    [0, 'first-span'],
    [1, 'second-span'],
  ])('prints for call %i what the page shows', (call, block) => {
    const spans = [...printed.matchAll(/^ {2}attributes: (\{$.*?^ {2}\}),$/gms)].map(([, text = '']) =>
      objectIn(text),
    );
    expect(spans[call]).toMatchObject(objectIn(blockOf(START, 'expect', block).code));
  });

  test('says at debug what the page of troubleshooting shows', () => {
    const shown = blockOf('docs/troubleshooting.md', 'expect', 'debug').code;
    expect(withoutPlaces(said)).toBe(withoutPlaces(shown));
  });
});

/** Versions and folders are those of a machine. */
const withoutPlaces = (text: string): string =>
  text
    .trim()
    .replace(/\d+\.\d+\.\d+/g, '0.0.0')
    .replace(/(at|from) \/\S*\/node_modules\//g, '$1 /app/node_modules/');

test('the function of the serverless recipe has sent its span and its cost when it has answered', async () => {
  await applications.write({
    'flush.ts': blockOf(SERVERLESS, 'title', 'flush.ts').code,
    'handler.ts': blockOf(SERVERLESS, 'title', 'handler.ts').code,
  });
  const { stdout } = await applications.start(
    'run.mjs',
    `import { handler } from './handler.ts';
     console.log((await handler({ question: 'hi' })).statusCode);
     process.exit();`,
    ['--experimental-strip-types', '--disable-warning=ExperimentalWarning'],
  );
  expect(stdout).toBe('200');
  expect(applications.receiver.spans.map(({ name }) => name)).toEqual(['chat gpt-5.2']);
  expect(applications.receiver.points('llm.call.cost')).toHaveLength(1);
});
