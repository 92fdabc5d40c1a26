/** `pnpm generate`: writes the ready-made files, `generated/*.yaml`. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { GENERATED } from './generated.ts';
import { collectorYaml } from './yaml.ts';

const FOLDER: URL = new URL('../generated/', import.meta.url);

mkdirSync(FOLDER, { recursive: true });
for (const name of readdirSync(FOLDER)) rmSync(new URL(name, FOLDER));
for (const [name, options] of Object.entries(GENERATED)) {
  writeFileSync(new URL(name, FOLDER), collectorYaml(options));
}
