import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { GENERATED } from '../src/generated.ts';
import { collectorYaml } from '../src/yaml.ts';

const FOLDER = new URL('../generated/', import.meta.url);

describe('the files in generated/', () => {
  it('are those that are written, and no others', () => {
    expect(readdirSync(FOLDER).sort()).toEqual(Object.keys(GENERATED).sort());
  });

  it.each(Object.entries(GENERATED))('%s is what `pnpm generate` writes', (name, options) => {
    // Not toBe: a difference would print both files.
    const same = readFileSync(new URL(name, FOLDER), 'utf8') === collectorYaml(options);
    expect(same, `${name} is stale: run \`pnpm generate\``).toBe(true);
  });
});
