/** The pages of docs/runbooks, taken apart. */
import { readdir, readFile } from 'node:fs/promises';

export const RUNBOOKS: URL = new URL('../../../../docs/runbooks/', import.meta.url);

export interface Page {
  /** `account-empty.md`. */
  readonly file: string;
  readonly text: string;
  /** Text of the first heading. */
  readonly title: string;
  /** First line below it. */
  readonly verdict: string;
  /** Headings of the second level, in order, each with the text below it. */
  readonly sections: ReadonlyMap<string, string>;
}

export async function pages(): Promise<readonly Page[]> {
  const files = (await readdir(RUNBOOKS)).filter((file) => file.endsWith('.md')).sort();
  return Promise.all(
    files.map(async (file) => pageOf(file, await readFile(new URL(file, RUNBOOKS), 'utf8'))),
  );
}

function pageOf(file: string, text: string): Page {
  const [, title = ''] = /^# (.+)$/m.exec(text) ?? [];
  const [before = '', ...rest] = text.split(/^## /m);
  const verdict = before.split('\n').find((line) => line.startsWith('**')) ?? '';
  const sections = new Map(
    rest.map((part) => {
      const end = part.indexOf('\n');
      return [part.slice(0, end), part.slice(end + 1)];
    }),
  );
  return { file, text, title, verdict, sections };
}

/** Fenced blocks of a language. */
export const blocksOf = (text: string, language: string): string[] =>
  [...text.matchAll(new RegExp(`^ *\`\`\`${language}\\n(.*?)^ *\`\`\``, 'gms'))].map(
    ([, block]) => block ?? '',
  );

/** Targets of links that stay in the repository. */
export const relativeLinksOf = (text: string): string[] =>
  [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target]) =>
    target === undefined || /^[a-z]+:/.test(target) ? [] : [target],
  );

/** Anchors that headings of a page make, as GitHub spells them. */
export const anchorsOf = (text: string): Set<string> =>
  new Set(
    [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
      (heading ?? '')
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
