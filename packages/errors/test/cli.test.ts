import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const CLI = fileURLToPath(new URL('../dist/cli.mjs', import.meta.url));
const BODY =
  '{"error":{"message":"Provider returned error","code":402,"metadata":{"raw":"{\\"error\\":{\\"message\\":\\"Insufficient Balance\\"}}","provider_name":"DeepSeek","is_byok":false}}}';

interface Ran {
  readonly out: string;
  readonly err: string;
  readonly status: number | null;
}

function run(args: readonly string[], input = ''): Ran {
  const { stdout, stderr, status } = spawnSync(process.execPath, [CLI, ...args], { input, encoding: 'utf8' });
  return { out: stdout, err: stderr, status };
}

describe('the command', () => {
  it('explains a body from its argument to a person, without colour when nobody watches', () => {
    const { out, status } = run(['--base-url', 'https://openrouter.ai/api/v1', '--status', '402', BODY]);
    expect(status).toBe(0);
    expect(out).toContain("OpenRouter's own DeepSeek account is out of balance.");
    expect(out).toMatch(/owner +gateway/);
    expect(out).toMatch(/rule +text\.money/);
    expect(out).not.toContain('\u001b[');
  });

  it('reads the error from standard input', () => {
    const { out } = run([], "Error code: 402 - {'error': {'message': 'Insufficient Balance', 'code': 402}}");
    expect(out).toMatch(/category +insufficient_balance/);
  });

  it('takes words without quotes as one message', () => {
    expect(run(['429', 'Too', 'Many', 'Requests']).out).toMatch(/category +rate_limited/);
  });

  it('writes one object with --json', () => {
    const { out } = run(['--json', '--base-url', 'https://openrouter.ai/api/v1', BODY]);
    expect(JSON.parse(out)).toMatchObject({
      category: 'insufficient_balance',
      owner: 'gateway',
      upstream: 'deepseek',
    });
  });

  it('does not repeat keys that stand in the error', () => {
    const { out } = run(['401 Incorrect API key provided: sk-FAKEfakeFAKEfake0123456789']);
    expect(out).not.toContain('FAKEfake');
  });

  it('does not repeat a key that stands where a code does', () => {
    const { out } = run(['{"error":{"message":"unauthorized","code":"sk-FAKEfakeFAKEfake0123456789"}}']);
    expect(out).toContain('unauthorized');
    expect(out).not.toContain('FAKEfake');
  });

  it('does not repeat what stands in the place of a status', () => {
    const { err } = run(['--status', 'sk-FAKEfakeFAKEfake0123456789', 'x']);
    expect(err).toContain('--status');
    expect(err).not.toContain('FAKEfake');
  });

  it('says what is wrong with its arguments', () => {
    const { err, status } = run(['--nonsense']);
    expect(status).toBe(2);
    expect(err).toContain('--base-url');
  });

  it('refuses a status that is none', () => {
    expect(run(['--status', 'abc', 'x']).status).toBe(2);
  });

  it('ends with 1 when there is no error to explain', () => {
    expect(run([]).status).toBe(1);
  });
});

describe('the command with --jsonl', () => {
  it('writes one verdict a line with null for what is not known', () => {
    const row = {
      id: 'a',
      base_url: null,
      status: 402,
      headers: {},
      body: '{"error":"Insufficient credits"}',
      sdk_message: null,
    };
    const { out, status } = run(['--jsonl'], `${JSON.stringify(row)}\n`);
    expect(status).toBe(0);
    expect(JSON.parse(out)).toEqual({
      id: 'a',
      category: 'insufficient_balance',
      owner: 'caller',
      upstream: null,
      retryable: false,
      retry_after: null,
      remedy: 'top_up',
      rule: 'text.money',
    });
  });

  it('names a bad line on standard error, goes on and ends with 1', () => {
    const { out, err, status } = run(
      ['--jsonl'],
      '{"id":1,"status":429}\nnot json\n\n[1]\n{"id":2,"status":500}\n',
    );
    expect(
      out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).id),
    ).toEqual([1, 2]);
    expect(err).toMatch(/line 2:.*\n.*line 4:/);
    expect(status).toBe(1);
  });
});
