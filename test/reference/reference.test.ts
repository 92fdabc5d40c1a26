import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DOCUMENTS, withTables } from './tables.ts';

test.each(Object.keys(DOCUMENTS))(
  'the tables of %s are those of the code (else: pnpm reference)',
  (document) => {
    const text = readFileSync(new URL(`../../${document}`, import.meta.url), 'utf8');
    expect(text).toBe(withTables(document, text));
  },
);
