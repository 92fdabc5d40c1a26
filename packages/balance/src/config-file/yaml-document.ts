import { type Document, isMap, isNode, LineCounter, type Pair, parseDocument } from 'yaml';
import { ConfigError } from './config-error.ts';

export type Path = readonly PropertyKey[];

/** A YAML file, and on which line each part of it stands. */
export interface YamlDocument {
  readonly value: unknown;
  /** Line of what stands at a path, or of what is nearest around it; of a mapping's entry, the line of its key. */
  lineAt(path: Path): number | undefined;
}

/** The commoner mistakes in words; the library's own messages quote the file, and so, perhaps, a key. */
const MISTAKES: Readonly<Record<string, string>> = {
  BAD_INDENT: 'the indentation does not fit the lines above',
  TAB_AS_INDENT: 'indent with spaces: YAML takes no tabs there',
  DUPLICATE_KEY: 'the same key stands twice in one mapping',
  MISSING_CHAR: 'a quote, bracket or comma is missing',
  BLOCK_AS_IMPLICIT_KEY: 'a mapping cannot begin here: is a colon too many, or the indentation wrong?',
  MULTILINE_IMPLICIT_KEY: 'a key must be followed by a colon on its own line',
  MULTIPLE_DOCS: 'one document a file: leave out ---',
  BAD_ALIAS: 'an alias (*name) needs its anchor (&name) above it',
};

/** @throws {ConfigError} naming the lines that are no valid YAML, and quoting none of them. */
export function readYaml(file: string, text: string): YamlDocument {
  const lines = new LineCounter();
  // Not silent: a second document would be left out without a word. Merging (`<<: *name`) is what anchors are for.
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    logLevel: 'error',
    merge: true,
  });
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) {
    throw new ConfigError(
      file,
      faults.map(({ code, pos }) => ({
        line: lines.linePos(pos[0]).line,
        path: '',
        message: `no valid YAML: ${MISTAKES[code] ?? code.toLowerCase().replaceAll('_', ' ')}`,
      })),
    );
  }
  let value: unknown;
  try {
    value = document.toJS();
  } catch {
    throw new ConfigError(file, [
      { line: undefined, path: '', message: 'no valid YAML: an alias cannot be followed' },
    ]);
  }
  return { value, lineAt: (path) => lineAt(document, lines, path) };
}

function lineAt(document: Document.Parsed, lines: LineCounter, path: Path): number | undefined {
  for (let length = path.length; length > 0; length--) {
    const parent = document.getIn(path.slice(0, length - 1), true);
    const last = path[length - 1];
    const key = isMap(parent)
      ? parent.items.find((pair: Pair) => isNode(pair.key) && String(pair.key) === String(last))?.key
      : undefined;
    const node = key ?? document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return isNode(document.contents) && document.contents.range
    ? lines.linePos(document.contents.range[0]).line
    : undefined;
}
