import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Link, PAGES, pathOf, ROOT, readPage } from './markdown.ts';

const isInside = ({ target }: Link): boolean => !/^[a-z]+:/.test(target);

describe.each(PAGES)('$path', ({ links, text }) => {
  test('links to files and headings that are there', () => {
    expect(links.filter(isInside).flatMap(faultOf)).toEqual([]);
  });

  test('is not longer than somebody reads', () => {
    expect(text.split('\n').length).toBeLessThanOrEqual(230);
  });
});

function faultOf(link: Link): string[] {
  const path = pathOf(link);
  const at = `${link.page}:${link.line} ${link.target}`;
  if (!existsSync(join(ROOT, path))) return [`${at}: no such file`];
  const anchor = link.target.split('#')[1];
  if (anchor === undefined) return [];
  const page = statSync(join(ROOT, path)).isDirectory() ? join(path, 'README.md') : path;
  return readPage(page).anchors.has(anchor) ? [] : [`${at}: no such heading`];
}

test('every page is reached from docs/README.md', () => {
  const reached = new Set<string>();
  const follow = (path: string): void => {
    const page = PAGES.find((one) => one.path === path || one.path === `${path}/README.md`);
    if (page === undefined || reached.has(page.path)) return;
    reached.add(page.path);
    for (const link of page.links.filter(isInside)) follow(pathOf(link));
  };
  follow('docs/README.md');
  expect(PAGES.map(({ path }) => path).filter((path) => !reached.has(path))).toEqual([]);
});

test('docs/README.md itself names each page of the folder and each recipe', () => {
  const named = new Set(readPage('docs/README.md').links.map(pathOf));
  const own = PAGES.map(({ path }) => path).filter(
    (path) => /^docs\/(?:recipes\/)?[^/]+\.md$/.test(path) && path !== 'docs/README.md',
  );
  expect(own.filter((path) => !named.has(path))).toEqual([]);
});
