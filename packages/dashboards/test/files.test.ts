import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { dashboardFiles } from '../src/files.ts';
import { PARTS } from '../src/options.ts';

const PACKAGE = fileURLToPath(new URL('..', import.meta.url));

const checkedIn = PARTS.flatMap((part) =>
  readdirSync(`${PACKAGE}${part}`, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(PACKAGE.length)),
);

const FILES = dashboardFiles();

it('has checked in what is generated, and nothing besides', () => {
  expect(checkedIn.sort(), 'run pnpm generate').toEqual(Object.keys(FILES).sort());
});

it.each(Object.keys(FILES))('has checked in %s as it is generated', (path) => {
  expect(readFileSync(`${PACKAGE}${path}`, 'utf8'), 'run pnpm generate').toBe(FILES[path]);
});

it('reads in Terraform only files that are written beside it', () => {
  const folders = new Set(Object.keys(FILES).map((path) => path.slice(0, path.lastIndexOf('/'))));
  const named = Object.entries(FILES)
    .filter(([path]) => path.endsWith('.tf'))
    .flatMap(([, text]) => [...text.matchAll(/\.\.\/\.\.\/([\w./-]+[\w-])/g)].map(([, path]) => path!));
  expect(named.length).toBeGreaterThan(3);
  for (const path of named) {
    const there = path in FILES || folders.has(path) || path === 'grafana';
    expect(there, path).toBe(true);
  }
});

it('holds no secret, and no address of a machine', () => {
  for (const [path, text] of Object.entries(FILES)) {
    expect(text, path).not.toMatch(/hooks\.slack\.com|api[_-]?key\s*[:=]\s*["'][^"'$]/i);
  }
});
