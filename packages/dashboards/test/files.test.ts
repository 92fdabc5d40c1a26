import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { run } from '../src/command.ts';
import { dashboardFiles } from '../src/files.ts';
import { PARTS } from '../src/options.ts';
import { type AlertName, alertGroups, runbookFile } from '../src/rules/alerts.ts';

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

describe('the README', () => {
  const text = readFileSync(`${PACKAGE}README.md`, 'utf8');

  it('has every alert with its severity and its runbook', () => {
    const rows = alertGroups()
      .flatMap(({ rules }) => rules)
      .map(({ alert, labels }) => [alert, labels.severity, runbookFile(alert as AlertName)] as const);
    for (const [alert, severity, page] of rows) {
      expect(text).toMatch(
        new RegExp(`^\\| ${alert} \\| ${severity} \\| .*docs/runbooks/${page}\\) \\|$`, 'm'),
      );
    }
    expect(text.match(/^\| Llm/gm)).toHaveLength(rows.length);
  });

  it('has every option of the command', () => {
    let usage = '';
    run(['--help'], { out: (help) => (usage += help), err: () => {} });
    const options = [...usage.matchAll(/^ {2}(--[a-z-]+)/gm)].map(([, option]) => option!);
    expect(options.length).toBeGreaterThan(10);
    expect(options.filter((option) => !text.includes(`| \`${option}`))).toEqual([]);
  });

  it('has every file, or its folder', () => {
    const named = [...text.matchAll(/`((?:grafana|prometheus|datadog|terraform)\/[\w./*-]+)`/g)].map(
      ([, path]) => path!,
    );
    const covers = (path: string, name: string): boolean =>
      path === name || path.startsWith(`${name.replace(/\*\.json$/, '').replace(/\/$/, '')}/`);
    expect(Object.keys(FILES).filter((path) => !named.some((name) => covers(path, name)))).toEqual([]);
  });
});
