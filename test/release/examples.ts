import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './manifests.ts';

/** A piece of TypeScript of the API reference. */
export interface Example {
  /** File name for it: `errors.md-1.mts`. */
  readonly file: string;
  readonly source: string;
}

/** Every example that can stand alone: it imports what it uses. */
export function referenceExamples(): Example[] {
  const folder = join(ROOT, 'docs/api');
  return readdirSync(folder).flatMap((page) => {
    const text = readFileSync(join(folder, page), 'utf8');
    const blocks = [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, source]) => source!);
    return blocks
      .filter((source) => /^import /m.test(source))
      .map((source, at) => ({ file: `${page}-${at + 1}.mts`, source }));
  });
}

/** An ES module of plain imports as CommonJS. */
export function asCommonJs(source: string): string {
  const body = source
    .replaceAll(/^import '([^']+)';$/gm, `require('$1');`)
    .replaceAll(/^import (\w+) from '([^']+)';$/gm, `const $1 = require('$2');`);
  if (/^(?:import|export)\b/m.test(body))
    throw new Error(`no plain import: ${/^(?:import|export).*$/m.exec(body)}`);
  return `(async () => {\n${body}\n})();\n`;
}
