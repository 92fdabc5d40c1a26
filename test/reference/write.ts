/** `pnpm reference`: writes the generated tables into the documents. */
import { readFileSync, writeFileSync } from 'node:fs';
import { DOCUMENTS, withTables } from './tables.ts';

for (const document of Object.keys(DOCUMENTS)) {
  const file = new URL(`../../${document}`, import.meta.url);
  writeFileSync(file, withTables(document, readFileSync(file, 'utf8')));
}
