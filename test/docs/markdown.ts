/** The documentation's pages, taken apart. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT: string = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** A fenced block: ```` ```js title=service.mjs ````. */
export interface Block {
  /** Path of its page, from the root of the repository. */
  readonly page: string;
  /** Line of its first line of code. */
  readonly line: number;
  readonly language: string;
  /** What stands behind the language: `title=service.mjs` is `{ title: 'service.mjs' }`. */
  readonly about: Readonly<Record<string, string>>;
  readonly code: string;
}

export interface Link {
  readonly page: string;
  readonly line: number;
  readonly target: string;
}

export interface Page {
  readonly path: string;
  readonly text: string;
  /** The text without its fenced blocks; as many lines. */
  readonly prose: string;
  readonly blocks: readonly Block[];
  readonly links: readonly Link[];
  /** What links may point at with `#`. */
  readonly anchors: ReadonlySet<string>;
}

/** What belongs to somebody else's tests: the API reference is written by a program. */
const LEFT_OUT = /^docs\/api\//;

/** What `pnpm bench` printed into a page; it names other libraries' metrics. */
const PRINTED = /(<!-- (measured|profiled): begin -->)[\s\S]*?(<!-- \2: end -->)/g;

/** Every page of the docs folder. */
export const PAGES: readonly Page[] = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
  .map((path) => join('docs', path).replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.md') && !LEFT_OUT.test(path))
  .sort()
  .map(readPage);

/** @param path from the root of the repository. */
export function readPage(path: string): Page {
  const text = readFileSync(join(ROOT, path), 'utf8').replace(PRINTED, '$1$3');
  const blocks: Block[] = [];
  const prose: string[] = [];
  let open: { language: string; about: Record<string, string>; line: number; code: string[] } | undefined;
  for (const [at, line] of text.split('\n').entries()) {
    const fence = /^\s*```(\S*)\s*(.*)$/.exec(line);
    if (open === undefined && fence !== null) {
      open = { language: fence[1] ?? '', about: aboutOf(fence[2] ?? ''), line: at + 2, code: [] };
      prose.push('');
    } else if (open !== undefined && /^\s*```\s*$/.test(line)) {
      const { language, about, code } = open;
      blocks.push({ page: path, line: open.line, language, about, code: code.join('\n') });
      open = undefined;
      prose.push('');
    } else if (open !== undefined) {
      open.code.push(line);
      prose.push('');
    } else prose.push(line);
  }
  if (open !== undefined) throw new Error(`${path}:${open.line}: a block that is never closed`);
  const outside = prose.join('\n');
  return { path, text, prose: outside, blocks, links: linksOf(path, prose), anchors: anchorsOf(prose) };
}

function aboutOf(text: string): Record<string, string> {
  return Object.fromEntries(
    text
      .split(/\s+/)
      .filter((word) => word !== '')
      .map((word) => {
        const equals = word.indexOf('=');
        return equals < 0 ? [word, ''] : [word.slice(0, equals), word.slice(equals + 1)];
      }),
  );
}

function linksOf(page: string, lines: readonly string[]): Link[] {
  return lines.flatMap((text, at) =>
    [...text.replace(/`[^`]*`/g, (code) => '·'.repeat(code.length)).matchAll(/\]\(([^()\s]+)\)/g)].map(
      ([, target]) => ({
        page,
        line: at + 1,
        target: target as string,
      }),
    ),
  );
}

/** GitHub's: lower case, no punctuation, `-` for a space; a second one of the same name ends in `-1`. */
function anchorsOf(lines: readonly string[]): Set<string> {
  const anchors = new Set<string>();
  for (const line of lines) {
    const heading = /^#{1,6}\s+(.*?)\s*#*$/.exec(line)?.[1];
    if (heading === undefined) continue;
    const name = heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-');
    let anchor = name;
    for (let again = 1; anchors.has(anchor); again++) anchor = `${name}-${again}`;
    anchors.add(anchor);
  }
  return anchors;
}

/** Every block of the pages, for a table of tests; a name tells where it stands. */
export function blocksIn(...languages: readonly string[]): { readonly at: string; readonly block: Block }[] {
  return PAGES.flatMap(({ blocks }) => blocks)
    .filter(({ language }) => languages.includes(language))
    .map((block) => ({ at: `${block.page}:${block.line}`, block }));
}

/** The block of a page that says of itself what is asked for. */
export function blockOf(page: string, about: string, value: string): Block {
  const found = readPage(page).blocks.find((block) => block.about[about] === value);
  if (found === undefined) throw new Error(`${page} has no block with ${about}=${value}`);
  return found;
}

/** The rows of a table of a page, by its first header cell: each row's cells, without those of the header. */
export function tableOf(page: Page, firstHeader: string): string[][] {
  const rows: string[][] = [];
  let inside = false;
  for (const line of page.prose.split('\n')) {
    const cells = cellsOf(line);
    if (cells === undefined) inside = false;
    else if (cells[0] === firstHeader) inside = true;
    else if (inside && !/^-+:?$|^:?-+$/.test(cells[0] ?? '')) rows.push(cells);
  }
  return rows;
}

function cellsOf(line: string): string[] | undefined {
  if (!/^\s*\|.*\|\s*$/.test(line)) return undefined;
  return line
    .trim()
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());
}

/** A path of a link, from the root of the repository. */
export function pathOf(link: Link): string {
  const [path = ''] = link.target.split('#');
  return path === ''
    ? link.page
    : relative(ROOT, resolve(ROOT, dirname(link.page), path)).replaceAll('\\', '/');
}
