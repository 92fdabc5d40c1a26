import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Patterns, patternsOf } from './literals.ts';

const PACKAGES: string = resolve(import.meta.dirname, '../../../packages');

export interface SourceFile extends Patterns {
  /** `errors/src/match.ts`. */
  readonly name: string;
  readonly path: string;
}

/** Every source file of every package, with the patterns in it. */
export function sourceFiles(): SourceFile[] {
  return globSync('*/src/**/*.ts', { cwd: PACKAGES })
    .sort()
    .map((name) => {
      const path = resolve(PACKAGES, name);
      return { name: name.replaceAll('\\', '/'), path, ...patternsOf(readFileSync(path, 'utf8')) };
    });
}
