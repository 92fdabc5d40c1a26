import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { FIXTURES } from '../../../packages/errors/test/fixtures/all.ts';
import type { Fixture } from '../../../packages/errors/test/fixtures/fixture.ts';
import { parseRow, type Row } from '../styles/row.ts';

/** The labelled payloads beside the repository; a clone may not have them. */
export const CORPUS: string = resolve(import.meta.dirname, '../../../../shared/corpus/errors.jsonl');

/**
 * The fixtures of packages/errors as rows. Those of things thrown by JavaScript have no row: no other language's
 * span has such an object.
 */
export function fixtureRows(): Row[] {
  return FIXTURES.flatMap((fixture, at) => (fixture.error === undefined ? [rowOf(fixture, at)] : []));
}

function rowOf(fixture: Fixture, at: number): Row {
  return {
    id: `fixture-${at} ${fixture.rule}`,
    base_url: fixture.at,
    status: fixture.status,
    headers: fixture.headers ?? null,
    body: fixture.body ?? null,
    sdk_message: fixture.message ?? null,
  };
}

/** @throws {Error} with the file and line of what is no row. */
export function rowsOfFile(file: string): Row[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, at) => {
      if (line.trim() === '') return [];
      try {
        return [parseRow(line)];
      } catch (error) {
        throw new Error(`${file}:${at + 1}: ${error instanceof Error ? error.message : String(error)}`);
      }
    });
}

/** The corpus; empty where it is not. */
export function corpusRows(): Row[] {
  return existsSync(CORPUS) ? rowsOfFile(CORPUS) : [];
}
