/** The project's own files, read as text: nothing of them is run. Bounded in number and size. */
import { closeSync, existsSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';

const MAX_FILES = 2000;
const MAX_BYTES = 64 * 1024;
const MAX_DEPTH = 8;
const CODE = /\.[cm]?[jt]sx?$/;
const NOT_OWN: ReadonlySet<string> = new Set([
  'node_modules',
  'dist',
  'build',
  'out',
  'coverage',
  'test',
  'tests',
  '__tests__',
]);

export interface Source {
  /** From the project's folder, with `/`. */
  readonly path: string;
  /** Its first 64 KiB. */
  readonly text: string;
}

/** The first part of a file, or undefined where there is none. */
export function readSource(project: string, path: string): Source | undefined {
  let file: number | undefined;
  try {
    file = openSync(join(project, path), 'r');
    const buffer = Buffer.allocUnsafe(MAX_BYTES);
    return { path, text: buffer.toString('utf8', 0, readSync(file, buffer, 0, MAX_BYTES, 0)) };
  } catch {
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** The project's code, without what is installed, built, hidden, a test, or a package of its own. */
export function readSources(project: string): Source[] {
  const sources: Source[] = [];
  const enter = (folder: string, depth: number): void => {
    let entries: ReturnType<typeof list>;
    try {
      entries = list(join(project, folder));
    } catch {
      return;
    }
    for (const entry of entries) {
      if (sources.length >= MAX_FILES) return;
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (depth >= MAX_DEPTH || entry.name.startsWith('.') || NOT_OWN.has(entry.name)) continue;
        if (!existsSync(join(project, path, 'package.json'))) enter(path, depth + 1);
      } else if (CODE.test(entry.name) && !/\.(?:test|spec|d)\./.test(entry.name)) {
        const source = readSource(project, path);
        if (source !== undefined) sources.push(source);
      }
    }
  };
  enter('', 0);
  return sources;
}

const list = (folder: string) => readdirSync(folder, { withFileTypes: true });

/** Code with comments, and the directives of its first lines, taken away. Strings are left as they are. */
export function withoutComments(text: string): string {
  return text
    .replace(/^#!.*/, '')
    .replace(/("(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?)|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g, '$1')
    .replace(/^\s*(?:["']use \w+["'];?\s*)+/, '');
}
