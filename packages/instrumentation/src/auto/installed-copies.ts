import { type Dirent, existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';

/** Bounds of one search: an application must not wait for its file system. */
const MAX_FOLDERS = 6000;
const MAX_COPIES = 32;
const MAX_MS = 100;
/** `node_modules` inside a package inside a package: as deep as package managers nest conflicting versions. */
const MAX_DEPTH = 3;

/** Folders in which package managers keep every package once, each beside its dependencies. */
const STORES = new Set(['.pnpm', '.bun', '.store']);

/** The list of what is installed that npm keeps in `node_modules`. */
const NPM_LIST = '.package-lock.json';

/**
 * Every copy of `openai` that the application or what it depends on can resolve, as real paths of package
 * folders: in each `node_modules` above the given folders, inside the packages there, and in the stores of
 * package managers that link. For 1800 packages npm's own list costs 3 ms and looking into each folder 20, where
 * reading every manifest costs a hundred.
 *
 * @param folders of the application.
 * @returns the copies, and whether the search was complete.
 */
export function installedCopies(folders: readonly string[]): { copies: string[]; complete: boolean } {
  const search = new Search();
  const roots = [...new Set(folders.flatMap(nodeModulesAbove))];
  // What the application itself resolves comes first, whatever the bounds cut off.
  for (const root of roots) search.take(join(root, 'openai'));
  for (const root of roots) search.list(root, 0);
  return { copies: [...search.copies], complete: !search.cutOff };
}

class Search {
  readonly copies = new Set<string>();
  cutOff = false;
  readonly #visited = new Set<string>();
  readonly #until = performance.now() + MAX_MS;
  #looked = 0;

  /** A folder that may be a copy. */
  take(folder: string): void {
    if (!existsSync(join(folder, 'package.json'))) return;
    if (this.copies.size < MAX_COPIES) this.copies.add(realpathSync(folder));
    else this.cutOff = true;
  }

  /** A `node_modules` folder. */
  list(root: string, depth: number): void {
    const entries = entriesOf(root);
    if (entries.length === 0 || !this.#isNew(root)) return;
    if (entries.some((entry) => entry.name === NPM_LIST) && this.#npmList(root)) return;
    for (const entry of entries) {
      if (entry.name.startsWith('@')) {
        const scope = join(root, entry.name);
        for (const inner of entriesOf(scope)) this.#package(scope, inner, depth);
      } else if (STORES.has(entry.name)) {
        this.#store(join(root, entry.name));
      } else if (!entry.name.startsWith('.')) {
        this.#package(root, entry, depth);
      }
      if (this.cutOff) return;
    }
  }

  #package(parent: string, entry: Dirent, depth: number): void {
    const folder = join(parent, entry.name);
    if (entry.name === 'openai' ? basename(parent) === 'node_modules' : isAlias(parent, entry.name))
      this.take(folder);
    this.cutOff ||= ++this.#looked > MAX_FOLDERS || performance.now() > this.#until;
    if (this.cutOff || depth >= MAX_DEPTH) return;
    const inner = join(folder, 'node_modules');
    if (existsSync(inner)) this.list(inner, depth + 1);
    if (entry.isSymbolicLink()) this.#besideLink(folder, depth);
  }

  /** A linked package has its dependencies beside its real folder; those in a store are all listed there. */
  #besideLink(folder: string, depth: number): void {
    let beside: string;
    try {
      beside = dirname(realpathSync(folder));
    } catch {
      return; // A link to nothing.
    }
    if (basename(beside).startsWith('@')) beside = dirname(beside);
    const isStored = [...STORES].some((store) => beside.includes(`${sep}${store}${sep}`));
    if (basename(beside) === 'node_modules' && !isStored) this.list(beside, depth + 1);
  }

  /** @returns whether the list could be read. */
  #npmList(root: string): boolean {
    let list: string;
    try {
      list = readFileSync(join(root, NPM_LIST), 'utf8');
    } catch {
      return false;
    }
    // Parsing it all would cost three times as much.
    const paths =
      /^ {4}"((?:[^"\n]{0,1000}\/)?node_modules\/(?:openai(?=": \{)|[^"\n]{1,214}(?=": \{\n +"name": "openai",)))"/gm;
    for (const [, path] of list.matchAll(paths)) this.take(join(dirname(root), path as string));
    return true;
  }

  #store(store: string): void {
    for (const { name } of entriesOf(store)) {
      if (/^openai@/.test(name)) this.take(join(store, name, 'node_modules', 'openai'));
    }
  }

  /** The same folder is reached by several links. */
  #isNew(root: string): boolean {
    const real = realpathSync(root);
    if (this.#visited.has(real)) return false;
    this.#visited.add(real);
    return true;
  }
}

/** `openai` under a name of the application's choice (`npm:openai@6`). */
function isAlias(parent: string, name: string): boolean {
  return name.includes('openai') && manifestOf(join(parent, name))?.name === 'openai';
}

/** Name and version from a package's manifest; undefined where there is none to be read. */
export function manifestOf(
  folder: string,
): { readonly name?: string; readonly version?: string } | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      name?: string;
      version?: string;
    };
  } catch {
    return undefined;
  }
}

function nodeModulesAbove(folder: string): string[] {
  const found: string[] = [];
  for (let at = folder; ; at = dirname(at)) {
    if (basename(at) !== 'node_modules') found.push(join(at, 'node_modules'));
    if (dirname(at) === at) return found;
  }
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
