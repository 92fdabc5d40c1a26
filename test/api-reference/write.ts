/**
 * `pnpm docs:api`: writes docs/api, one page for each entry point of each package, from the docstrings. With
 * `--check` it writes nothing, and names the pages that are not what would be written.
 *
 * Exit code 1 when a page is stale, a public name has no docstring, a link leads nowhere, or a type that the public
 * API mentions is not exported.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from './entry-points.ts';
import { writeReference } from './reference.ts';

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
const folder = join(ROOT, 'docs/api');
mkdirSync(folder, { recursive: true });

const { pages, problems } = await writeReference();
const before = new Map(
  readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')] as const),
);
const changed = [...new Set([...before.keys(), ...pages.keys()])]
  .filter((name) => before.get(name) !== pages.get(name))
  .sort();

for (const problem of problems) console.log(problem);
if (problems.length === 0 && !values.check) {
  for (const name of changed) {
    const page = pages.get(name);
    if (page === undefined) rmSync(join(folder, name));
    else writeFileSync(join(folder, name), page);
  }
}
for (const name of changed) console.log(`docs/api/${name}: ${values.check ? 'stale' : 'written'}`);
const stale = values.check ? changed.length : 0;
console.log(`docs:api: ${pages.size} pages, ${problems.length} problems, ${stale} stale`);
if (problems.length > 0 || stale > 0) process.exitCode = 1;
