/** The command, as it is called. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeCollector } from './needs-collector.ts';
import { STYLE_NAMES } from './styles/style.ts';

interface Answer {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function classify(args: readonly string[], input = ''): Promise<Answer> {
  const script = join(import.meta.dirname, 'classify.ts');
  const flags = ['--experimental-strip-types', '--disable-warning=ExperimentalWarning'];
  const child = spawn(process.execPath, [...flags, script, ...args], { stdio: 'pipe' });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  child.stdin.on('error', () => {}).end(input);
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })));
}

const row = (fields: object): string => `${JSON.stringify(fields)}\n`;
const EMPTY = {
  base_url: 'https://api.deepseek.com/v1',
  status: 402,
  headers: {},
  body: '{"error":{"message":"Insufficient Balance","type":"unknown_error","param":null,"code":"invalid_request_error"}}',
  sdk_message: null,
};
const BUSY = {
  base_url: 'https://api.openai.com/v1',
  status: 503,
  body: '{"error":{"message":"Overloaded"}}',
};

describeCollector('collector:classify', () => {
  it.each(STYLE_NAMES)('prints one verdict a line and nothing else, in the style of %s', async (style) => {
    const { code, stdout, stderr } = await classify(
      ['--jsonl', '--style', style],
      row({ id: 'a', ...EMPTY }),
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => Object.keys(JSON.parse(line))),
    ).toEqual([['id', 'category', 'owner', 'upstream', 'retryable', 'retry_after', 'remedy', 'rule']]);
  });

  it('gives the verdict of the payload', async () => {
    const { stdout } = await classify(['--jsonl', '--style', 'python-contrib'], row({ id: 7, ...EMPTY }));
    expect(JSON.parse(stdout)).toMatchObject({
      id: 7,
      category: 'insufficient_balance',
      owner: 'caller',
      retryable: false,
      remedy: 'top_up',
    });
  });

  it('keeps the order of ten thousand rows, whose ids repeat', async () => {
    const rows = Array.from({ length: 10_000 }, (_, at) => ({
      id: at % 7,
      ...(at % 3 === 0 ? EMPTY : BUSY),
    }));
    const { code, stdout } = await classify(['--jsonl', '--style', 'openllmetry'], rows.map(row).join(''));
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(code).toBe(0);
    expect(lines.map(({ id, category }) => [id, category === 'insufficient_balance'])).toEqual(
      rows.map(({ id, status }) => [id, status === 402]),
    );
  });

  it('names a bad line, judges the others, and ends with 1', async () => {
    const input = `${row({ id: 1, ...EMPTY })}{"id":2,\n\n${row({ id: 3, status: 'x' })}${row({ id: 4, ...BUSY })}`;
    const { code, stdout, stderr } = await classify(['--jsonl', '--style', 'js-contrib'], input);
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).id),
    ).toEqual([1, 4]);
    expect(stderr).toBe(
      'line 2: not a JSON object\nline 4: status: expected an HTTP status (a whole number) or null\n',
    );
    expect(code).toBe(1);
  });

  it('says nothing for no rows', async () => {
    expect(await classify(['--jsonl', '--style', 'openllmetry'])).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    });
  });

  it.each([
    [
      'an unknown style',
      ['--jsonl', '--style', 'toString'],
      `--style: expected ${STYLE_NAMES.join(', ')}; got toString`,
    ],
    ['no style', ['--jsonl'], `--style: expected ${STYLE_NAMES.join(', ')}`],
    ['an unknown flag', ['--jsonl', '--styles', 'x'], "Unknown option '--styles'"],
  ])('refuses %s with what is accepted', async (_name, args, problem) => {
    const { code, stdout, stderr } = await classify(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(problem);
  });
});
