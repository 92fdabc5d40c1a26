/** What `docs/troubleshooting.md` explains of the log is what the code says, and all of it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { TESTED } from '../../packages/instrumentation/src/openai/tested-versions.ts';
import { rangeText } from '../../packages/instrumentation/src/version-range.ts';
import { ROOT, readPage, tableOf } from './markdown.ts';

const page = readPage('docs/troubleshooting.md');
const SOURCE = join(ROOT, 'packages/instrumentation/src');
const sources = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(join(SOURCE, file), 'utf8'))
  .join('\n');

const explained = tableOf(page, 'line').flatMap(([lines]) =>
  [...(lines ?? '').matchAll(/`([^`]+)`/g)].map(([, line]) => line as string),
);

/** Phrases of a line, without what differs from process to process. */
const pieces = (line: string): string[] =>
  line
    .split(/…|[(),:]|@pydantic\/genai-prices|\b(?:chat at openai|put on spans|not captured)\b/)
    .map((piece) => piece.trim())
    .filter((piece) => /\w{4}/.test(piece));

test.each(explained)('"%s" is made of what the code says', (line) => {
  const missing = pieces(line).filter((piece) => !sources.includes(piece));
  expect(missing).toEqual([]);
});

test('each line that the code says at debug is explained, or shown', () => {
  const said = [
    ...sources.matchAll(/debug\(\s*(?:\(\) =>\s*)?(?:'([^']*)'|`((?:[^`$]|\$\{[^}]*\})*)`)/g),
  ].map(([, plain, template]) => plain ?? (template as string));
  expect(said.length).toBeGreaterThan(8);
  const told = page.text.replace(/\s+/g, ' ');
  // The longest piece without a variable part tells a line from the others.
  const longest = (text: string): string =>
    text
      .split(/\$\{.*?\}/)
      .reduce((best, piece) => (piece.trim().length > best.length ? piece.trim() : best), '');
  expect(said.map(longest).filter((piece) => !told.includes(piece))).toEqual([]);
});

test('each warning has a row', () => {
  const codes = [...sources.matchAll(/warn\(\s*'(FUELGAUGE_[A-Z_]+)'/g)].map(([, code]) => code as string);
  const rows = tableOf(page, 'code').map(([code]) => code?.replaceAll('`', ''));
  expect(rows.sort()).toEqual([...new Set(codes)].sort());
});

test('the tested range of openai is that of the code', () => {
  const row = tableOf(page, 'code').find(([code]) => code?.includes('FUELGAUGE_OPENAI_VERSION'));
  expect(row?.[1]).toContain(`\`${rangeText(TESTED)}\``);
});
