import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { withTables } from './tables.ts';

test('the tables in the README are those of the code (else: pnpm reference)', () => {
  const text = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  expect(text).toBe(withTables(text));
});
