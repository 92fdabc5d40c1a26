import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';

/** Runs on the built packages, as `pnpm demo` does. */
let status: number | null;
let output: string;
beforeAll(() => {
  const run = spawnSync(
    process.execPath,
    ['--experimental-strip-types', fileURLToPath(new URL('run.ts', import.meta.url))],
    { encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' }, timeout: 30_000 },
  );
  status = run.status;
  output = run.stdout;
}, 35_000);

test('the demo ends well and within thirty seconds', () => {
  expect(status, output).toBe(0);
});

test('it tells three empty accounts apart that answer with the same status and words', () => {
  expect(output.match(/402 Insufficient Balance/g)).toHaveLength(3);
  expect(output).toContain('Topping up your account will not');
  expect(output).toContain('Top up at DeepSeek, not at');
  expect(output).toContain('Your DeepSeek account is out of balance. Top up');
});

test('it shows an account fall to empty before its next call fails', () => {
  const empty = output.search(/balance of deepseek-main: .* → -?\$0\.\d+, empty/);
  expect(empty).toBeGreaterThan(0);
  expect(output.indexOf('Your DeepSeek account is out of balance')).toBeGreaterThan(empty);
});

test('it shows a retry that nobody saw', () => {
  expect(output).toMatch(/gpt-4o-mini .* 2 tries\n.*retried silently after rate_limited/);
});

test('it fits a terminal of 100 columns and leaves colours out when told to', () => {
  const lines = output.split('\n');
  expect(lines.filter((line) => line.length > 100)).toEqual([]);
  expect(output).not.toContain('\u001b');
});
